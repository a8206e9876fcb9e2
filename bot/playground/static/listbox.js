/**
 * A list to choose from while the focus stays in a field: the field names the active option by `aria-activedescendant`.
 * Used by the slash picker, by option fields and by selects.
 * @module
 */

import { freshId, h } from "./dom.js";

/** @typedef {{name: string, view: Node[], description?: string}} Choice `name` is the accessible name, exactly */

export class Listbox {
  #choices = [];
  #options = [];
  active = -1;

  /**
   * @param {{label: string, onChoose: (choice: Choice) => void, field?: HTMLElement}} setup
   */
  constructor({ label, onChoose, field }) {
    this.onChoose = onChoose;
    this.field = field;
    this.element = h("div", { class: "listbox", role: "listbox", id: freshId("list"), "aria-label": label });
    this.element.addEventListener("pointerdown", (event) => field && event.preventDefault());
    this.element.addEventListener("click", (event) => this.#pick(event));
    this.element.addEventListener("pointermove", (event) => this.#hover(event));
    field?.setAttribute("aria-controls", this.element.id);
  }

  get size() {
    return this.#choices.length;
  }

  /** Shows other choices; `active` is the index to begin with, -1 for none. */
  show(choices, active = 0) {
    this.#choices = choices;
    this.#options = choices.map((choice) => this.#option(choice));
    this.element.replaceChildren(...this.#options);
    this.activate(choices.length ? active : -1);
  }

  activate(index) {
    this.#options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.#options[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field?.setAttribute("aria-activedescendant", option.id);
    else this.field?.removeAttribute("aria-activedescendant");
  }

  /** Moves around the ends. */
  move(step) {
    if (!this.size) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.activate((from + step + this.size) % this.size);
  }

  /** Chooses the active option; false if there is none. */
  choose() {
    const choice = this.#choices[this.active];
    if (!choice) return false;
    this.onChoose(choice);
    return true;
  }

  #option(choice) {
    const description = choice.description
      ? h("span", { class: "option-description", id: freshId("about") }, choice.description)
      : null;
    return h(
      "div",
      {
        class: "option",
        role: "option",
        id: freshId("option"),
        "aria-label": choice.name,
        "aria-selected": "false",
        "aria-describedby": description?.id,
      },
      choice.view,
      description,
    );
  }

  #indexOf(event) {
    return this.#options.indexOf(event.target.closest("[role=option]"));
  }

  #pick(event) {
    const index = this.#indexOf(event);
    if (index < 0) return;
    this.activate(index);
    this.choose();
  }

  #hover(event) {
    const index = this.#indexOf(event);
    if (index >= 0 && index !== this.active && event.pointerType === "mouse") this.activate(index);
  }
}

/**
 * A text field with a list above it: choices that are known, or suggestions asked for while typing.
 * @module
 */

import { h } from "./dom.js";
import { Listbox } from "./listbox.js";
import { place } from "./popup.js";

const PAUSE_MS = 120;

/** @typedef {{name: string, value: any, mark?: Node}} Suggestion */

export class Combobox {
  #asked = 0;
  #timer = null;
  #known = [];
  #chosen = null;

  /**
   * @param {{id: string, describedBy: string, placeholder?: string, free: boolean,
   *   suggest: (typed: string) => Suggestion[] | Promise<Suggestion[]>}} setup `free`: what was typed counts even if no
   *   suggestion says it
   */
  constructor({ id, describedBy, placeholder, free, suggest }) {
    this.suggest = suggest;
    this.free = free;
    this.input = h("input", {
      id,
      type: "text",
      class: "field-input",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder,
      "aria-describedby": describedBy,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
    });
    this.list = new Listbox({
      label: "Suggestions",
      field: this.input,
      onChoose: (choice) => this.#take(choice.suggestion),
    });
    this.panel = h("div", { class: "popup suggestions", popover: "manual" }, this.list.element);
    this.element = h("div", { class: "combobox" }, this.input, this.panel);
    this.input.addEventListener("focus", () => this.#ask(true));
    this.input.addEventListener("click", () => !this.#open && this.#ask(true));
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.#key(event));
  }

  get #open() {
    return this.panel.matches(":popover-open");
  }

  /** What was chosen or typed: a suggestion, undefined if empty, null if it is none of the choices. */
  read() {
    const typed = this.input.value.trim();
    if (!typed) return undefined;
    if (this.#chosen?.name === typed) return this.#chosen;
    const same = this.#known.find(
      (item) =>
        item.name.toLowerCase() === typed.toLowerCase() || String(item.value).toLowerCase() === typed.toLowerCase(),
    );
    return same ?? (this.free ? { name: typed, value: typed } : null);
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#show([], -1);
  }

  /** Shows at once what is known to fit, so that Enter never waits for the bot, and asks for more. */
  #typed() {
    this.#chosen = null;
    const typed = this.input.value.trim().toLowerCase();
    this.#show(typed ? this.#known.filter((item) => item.name.toLowerCase().includes(typed)) : [], 0);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(false), this.free ? PAUSE_MS : 0);
  }

  /** @param {boolean} all true when the field is entered: everything is offered, nothing is active yet */
  async #ask(all) {
    this.#asked += 1;
    const question = this.#asked;
    const typed = all && this.#chosen ? "" : this.input.value.trim();
    const found = await this.suggest(typed);
    if (question !== this.#asked || document.activeElement !== this.input) return;
    for (const item of found) if (!this.#known.some((known) => known.name === item.name)) this.#known.push(item);
    this.#show(found, all || !typed ? -1 : 0);
  }

  #show(found, active) {
    this.list.show(
      found.map((suggestion) => choice(suggestion)),
      active,
    );
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    if (!this.panel.isConnected) return;
    this.panel.togglePopover(found.length > 0);
    if (found.length) place(this.panel, this.input.getBoundingClientRect(), true);
  }

  #take(suggestion) {
    this.#chosen = suggestion;
    this.input.value = suggestion.name;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #key(event) {
    const open = this.#open;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) this.list.move(step);
    else if (step) this.#ask(true);
    else if (event.key === "Enter" && open && this.list.choose()) event.stopPropagation();
    else if (event.key === "Tab" && open && this.list.active >= 0) return void this.list.choose();
    else if (event.key === "Escape" && open) {
      this.close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }
}

function choice(suggestion) {
  const words = h("span", { class: "option-name" }, suggestion.name);
  return { name: suggestion.name, view: suggestion.mark ? [suggestion.mark, words] : [words], suggestion };
}

/**
 * The list of slash commands above the composer while its text begins with a slash.
 * @module
 */

import { matching } from "./commands.js";
import { h } from "./dom.js";
import { Listbox } from "./listbox.js";
import { localized } from "./locale.js";

export class Picker {
  /**
   * @param {import("./store.js").Store} store
   * @param {HTMLTextAreaElement} textbox keeps the focus
   * @param {(leaf: import("./commands.js").Leaf) => void} onChoose
   */
  constructor(store, textbox, onChoose) {
    this.store = store;
    this.textbox = textbox;
    this.list = new Listbox({ label: "Commands", field: textbox, onChoose: (choice) => onChoose(choice.leaf) });
    this.empty = h("p", { class: "picker-empty" });
    this.element = h(
      "div",
      { class: "picker", hidden: true },
      h("p", { class: "picker-title", "aria-hidden": "true" }),
      this.empty,
      this.list.element,
    );
  }

  get open() {
    return !this.element.hidden;
  }

  /** Shows what fits the text in the composer; closes if it is not the beginning of a command. */
  update() {
    const { value } = this.textbox;
    const typed = /^\/([^\n]*)$/.exec(value)?.[1];
    if (typed === undefined) return this.close();
    const found = matching(this.store.commandsOf(1), typed.trimEnd());
    const keep = Math.max(
      0,
      found.findIndex((leaf) => leaf.name === this.activeName),
    );
    this.list.show(
      found.map((leaf) => choice(leaf)),
      typed ? 0 : keep,
    );
    const none = this.store.commands.length
      ? "No command matches. Escape closes this list."
      : "The bot has not registered its commands yet.";
    this.empty.textContent = found.length ? "" : none;
    this.element.firstChild.textContent = this.store.bot.user
      ? (this.store.bot.user.global_name ?? this.store.bot.user.username)
      : "Commands";
    this.element.hidden = false;
  }

  close() {
    this.element.hidden = true;
    this.list.show([]);
  }

  /** Handles a key of the composer; true if it was meant for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.list.move(step);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.list.choose()) this.close();
    else return false;
    return true;
  }

  get activeName() {
    return this.list.element.querySelector("[aria-selected=true]")?.getAttribute("aria-label");
  }
}

function choice(leaf) {
  const required = leaf.options
    .filter((option) => option.required)
    .map((option) => h("span", { class: "option-need" }, localized(option)));
  return {
    name: leaf.label,
    description: leaf.description,
    leaf,
    view: [
      h("span", { class: "option-name" }, `/${leaf.label}`),
      h("span", { class: "option-needs", "aria-hidden": "true" }, required),
    ],
  };
}

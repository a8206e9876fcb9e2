/**
 * One option of a slash command as a labelled field, by the option's type. Every field can be focused, read and told
 * its error; what is read has Discord's type.
 * @module
 */

import { Combobox } from "./combobox.js";
import { freshId, growing, h } from "./dom.js";
import { FileDrop } from "./filedrop.js";
import { icon } from "./icons.js";
import { localized } from "./locale.js";
import { itemsOf } from "./select.js";

const TYPE = {
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
};
/** Option types that choose among the guild's things, and the select type that lists the same. */
const LISTED = { [TYPE.user]: 5, [TYPE.role]: 6, [TYPE.mentionable]: 7, [TYPE.channel]: 8 };
const NUMBERS = new Set([TYPE.integer, TYPE.number]);

/**
 * @typedef {object} Surroundings
 * @property {import("./store.js").Store} store
 * @property {(name: string, typed: string) => Promise<{name: string, value: any}[]>} autocomplete
 * @property {() => void} onChange
 */

export class Field {
  /**
   * @param {object} option as registered
   * @param {Surroundings} around
   */
  constructor(option, around) {
    this.option = option;
    this.around = around;
    this.id = freshId("field");
    this.about = h(
      "span",
      { class: "field-about", id: `${this.id}-about`, title: localized(option, "description") },
      localized(option, "description"),
    );
    this.problem = h("span", { class: "field-problem", id: `${this.id}-problem`, role: "alert" });
    this.control = this.#control();
    const top = h(
      "span",
      { class: "field-top" },
      h("label", { class: "field-label", for: this.id }, localized(option)),
      option.required ? h("span", { class: "field-required", "aria-hidden": "true" }, "required") : null,
      this.about,
    );
    this.element = h(
      "div",
      { class: `field field-${this.wide ? "wide" : "narrow"}`, data: { option: option.name } },
      top,
      this.control.element,
      this.problem,
    );
    this.element.addEventListener("input", () => this.error(""));
  }

  get wide() {
    const { type, choices } = this.option;
    return type === TYPE.attachment || (type === TYPE.string && !choices && !this.option.autocomplete);
  }

  get isFile() {
    return this.option.type === TYPE.attachment;
  }

  /** The control the label belongs to. */
  get input() {
    return this.control.input;
  }

  get isEmpty() {
    return this.isFile ? !this.control.files.length : !this.input.value.trim();
  }

  focus() {
    this.input.focus();
  }

  error(text) {
    this.problem.textContent = text;
    this.element.classList.toggle("field-wrong", Boolean(text));
    if (text) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  /** The option's value, undefined if it is left out; says what is wrong beside the field and returns null then. */
  read() {
    const { option } = this;
    if (this.isEmpty) return option.required ? this.#refuse("This option is required.") : undefined;
    if (this.isFile) return this.control.files[0];
    if (this.control instanceof Combobox) return this.#readChoice();
    return NUMBERS.has(option.type) ? this.#readNumber(this.input.value) : this.#readText(this.input.value);
  }

  /** What the field says while another one is completed: its value if it is a whole one, else undefined. */
  glance() {
    if (this.isFile || this.isEmpty) return undefined;
    const chosen = this.control instanceof Combobox ? this.control.read()?.value : this.input.value;
    if (chosen === undefined || !NUMBERS.has(this.option.type)) return chosen;
    const number = Number(String(chosen).replace(",", "."));
    return Number.isNaN(number) ? undefined : number;
  }

  #refuse(text) {
    this.error(text);
    return null;
  }

  #readChoice() {
    const chosen = this.control.read();
    if (!chosen) return this.#refuse("Choose one of the list.");
    return NUMBERS.has(this.option.type) ? this.#readNumber(chosen.value) : chosen.value;
  }

  #readNumber(text) {
    const { type, min_value: least, max_value: most } = this.option;
    const number = Number(String(text).replace(",", "."));
    if (Number.isNaN(number)) return this.#refuse("This must be a number.");
    if (type === TYPE.integer && !Number.isInteger(number)) return this.#refuse("This must be a whole number.");
    if (least !== undefined && number < least) return this.#refuse(`This must be at least ${least}.`);
    if (most !== undefined && number > most) return this.#refuse(`This must be at most ${most}.`);
    return number;
  }

  #readText(text) {
    const { min_length: least, max_length: most } = this.option;
    if (least !== undefined && text.length < least) return this.#refuse(`This needs at least ${least} characters.`);
    if (most !== undefined && text.length > most)
      return this.#refuse(`This may have at most ${most} characters; it has ${text.length}.`);
    return text;
  }

  #control() {
    const { option, around } = this;
    const describedBy = `${this.id}-about ${this.id}-problem`;
    if (option.type === TYPE.attachment) {
      const { samples, limits } = around.store;
      return new FileDrop({
        id: this.id,
        describedBy,
        samples,
        limit: limits.attachment_size,
        onError: (text) => this.error(text),
        onChange: () => this.#fileChanged(),
      });
    }
    const suggest = this.#suggestions();
    if (suggest)
      return new Combobox({
        id: this.id,
        describedBy,
        suggest,
        free: Boolean(option.autocomplete),
        placeholder: option.autocomplete ? "Type to search" : "Choose",
      });
    if (NUMBERS.has(option.type)) return this.#numberControl(describedBy);
    const input = growing(
      h("textarea", {
        id: this.id,
        class: "field-input",
        rows: "1",
        autocomplete: "off",
        maxlength: option.max_length,
        "aria-describedby": describedBy,
      }),
    );
    return { element: input, input };
  }

  #numberControl(describedBy) {
    const { type, min_value: least, max_value: most } = this.option;
    const range = least !== undefined && most !== undefined ? `${least} to ${most}` : "";
    const input = h("input", {
      id: this.id,
      type: "text",
      class: "field-input",
      inputmode: type === TYPE.integer ? "numeric" : "decimal",
      autocomplete: "off",
      placeholder: range,
      "aria-describedby": describedBy,
    });
    return { element: input, input };
  }

  #fileChanged() {
    this.error("");
    this.around.onChange();
  }

  /** The function that suggests values, or null for options that are simply typed. */
  #suggestions() {
    const { option, around } = this;
    if (option.autocomplete)
      return async (typed) =>
        (await around.autocomplete(option.name, typed)).map((item) => ({ name: localized(item), value: item.value }));
    const list = this.#choices();
    return (
      list && ((typed) => list.filter((item) => item.name.toLowerCase().includes(typed.toLowerCase())).slice(0, 25))
    );
  }

  #choices() {
    const { option, around } = this;
    if (option.choices?.length) return option.choices.map((item) => ({ name: localized(item), value: item.value }));
    if (option.type === TYPE.boolean)
      return [
        { name: "True", value: true },
        { name: "False", value: false },
      ];
    const listed = LISTED[option.type];
    if (!listed) return null;
    const items = itemsOf({ type: listed, channel_types: option.channel_types }, around.store);
    return items.map((item) => ({ name: item.label, value: item.value, mark: item.mark?.cloneNode(true) }));
  }
}

/** A chip that adds an optional option. */
export function optionChip(option, onAdd) {
  const chip = h(
    "button",
    { type: "button", class: "chip", title: localized(option, "description") },
    icon("plus"),
    h("span", null, h("span", { class: "visually-hidden" }, "+ "), localized(option)),
  );
  chip.addEventListener("click", () => onAdd(option));
  return chip;
}

/**
 * The composer's form for a chosen slash command: required options first, optional ones as chips that become fields.
 * Collects, checks and hands over; sending is the owner's.
 * @module
 */

import { nest } from "./commands.js";
import { h } from "./dom.js";
import { Field, optionChip } from "./fields.js";
import { iconButton } from "./icons.js";

export class CommandForm {
  #fields = [];

  /**
   * @param {import("./commands.js").Leaf} leaf
   * @param {{store: object, autocomplete: (options: object[]) => Promise<object[]>, onSend: () => void,
   *   onLeave: () => void}} around
   */
  constructor(leaf, around) {
    this.leaf = leaf;
    this.around = around;
    this.fieldBox = h("div", { class: "fields" });
    this.chipBox = h("div", { class: "chips" });
    this.problem = h("p", { class: "form-problem", role: "alert" });
    const close = iconButton("close", "Leave", { class: "tool", title: "Leave (Escape)" });
    close.addEventListener("click", () => around.onLeave());
    this.element = h(
      "div",
      { class: "command-form", role: "group", tabindex: "-1" },
      h(
        "div",
        { class: "command-head" },
        h("span", { class: "command-name" }, `/${leaf.label}`),
        h("span", { class: "command-about" }, leaf.description),
        close,
      ),
      this.fieldBox,
      this.chipBox,
      this.problem,
    );
    for (const option of leaf.options.filter((item) => item.required)) this.#add(option);
    this.#renderChips();
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The field of an option, added if it is still a chip. */
  field(name) {
    const option = this.leaf.options.find((item) => item.name === name);
    return this.#fields.find((field) => field.option.name === name) ?? (option ? this.#add(option) : null);
  }

  /** Focuses the first field that has nothing in it yet, or the form. */
  focus() {
    const empty =
      this.#fields.find((field) => field.option.required && field.isEmpty) ??
      this.#fields.find((field) => !field.isFile);
    if (empty) empty.focus();
    else this.element.focus();
  }

  /** Takes dropped or pasted files into the first attachment option that is free. */
  takeFiles(files) {
    const wants = this.leaf.options.filter((option) => option.type === 11);
    const free = wants.find((option) => this.#find(option)?.isEmpty ?? true) ?? wants[0];
    if (free) this.field(free.name).control.add(files);
    return Boolean(free);
  }

  /** Name of the attachment option that a drop would fill, or null. */
  get fileOption() {
    return this.leaf.options.find((option) => option.type === 11)?.name ?? null;
  }

  /** Options in Discord's shape and the files they point to, or null after saying what is wrong. */
  read() {
    this.problem.textContent = "";
    const files = [];
    const options = [];
    let firstWrong = null;
    for (const field of this.#fields) {
      const value = field.read();
      if (value === null) firstWrong ??= field;
      else if (value instanceof File) options.push({ ...typed(field), value: files.push(value) - 1 });
      else if (value !== undefined) options.push({ ...typed(field), value });
    }
    firstWrong?.focus();
    return firstWrong ? null : { options: nest(this.leaf.path, options), files };
  }

  /** Shows what the server refused. */
  refuse(refusal) {
    let shown = false;
    for (const [name, text] of Object.entries(refusal.errors)) {
      const field = this.#fields.find((item) => item.option.name === name);
      if (!field) continue;
      field.error(text);
      if (!shown) field.focus();
      shown = true;
    }
    this.problem.textContent = shown ? "" : refusal.message;
  }

  release() {
    for (const field of this.#fields) if (field.isFile) field.control.release();
  }

  #find(option) {
    return this.#fields.find((field) => field.option === option);
  }

  #add(option) {
    const field = new Field(option, {
      store: this.around.store,
      autocomplete: (name, typedText) => this.#autocomplete(name, typedText),
      onChange: () => this.focus(),
    });
    if (!option.required) field.element.querySelector(".field-top").append(this.#remover(field));
    this.#fields.push(field);
    this.fieldBox.append(field.element);
    this.#renderChips();
    return field;
  }

  #remover(field) {
    const button = iconButton("close", "Remove option", { class: "field-remove" });
    button.addEventListener("click", () => {
      this.#fields = this.#fields.filter((other) => other !== field);
      field.element.remove();
      this.#renderChips();
      this.focus();
    });
    return button;
  }

  #renderChips() {
    const left = this.leaf.options.filter((option) => !this.#find(option));
    this.chipBox.replaceChildren(...left.map((option) => optionChip(option, () => this.#add(option).focus())));
  }

  #autocomplete(name, typedText) {
    const options = this.#fields
      .map((field) =>
        field.option.name === name
          ? { ...typed(field), value: typedText, focused: true }
          : { ...typed(field), value: field.glance() },
      )
      .filter((option) => option.value !== undefined);
    return this.around.autocomplete(nest(this.leaf.path, options));
  }

  #key(event) {
    if (event.key === "Escape") this.around.onLeave();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && sendsFrom(event.target))
      this.around.onSend();
    else return;
    event.preventDefault();
  }
}

function typed(field) {
  return { name: field.option.name, type: field.option.type };
}

/** Enter on a button or an empty file field does that control's own thing. */
function sendsFrom(target) {
  return target.matches("textarea, input:not([type=file]), .command-form");
}

/**
 * A modal as a native dialog: shows the components, checks them, submits once and closes when the bot has answered.
 * @module
 */

import { freshId, h } from "./dom.js";
import { iconButton } from "./icons.js";
import { markdown } from "./markdown.js";
import { namesFrom } from "./names.js";
import { modalInput } from "./modal-fields.js";

const LABEL = 18;
const ROW = 1;
const TEXT = 10;

export class Modal {
  #rows = [];

  /**
   * @param {object} modal custom_id, title and components as the bot sent them
   * @param {{store: object, onSubmit: (components: object[], files: File[]) => Promise<void>}} around
   */
  constructor(modal, around) {
    this.modal = modal;
    this.around = around;
    this.problem = h("p", { class: "form-problem", role: "alert" });
    this.submitButton = h(
      "button",
      { type: "submit", class: "button button-primary" },
      h("span", { class: "button-label" }, "Submit"),
    );
    const title = h("h2", { id: freshId("modal") }, modal.title);
    const leave = h("button", { type: "button", class: "button button-secondary" }, "Cancel");
    const close = iconButton("close", "Close", { class: "tool" });
    this.form = h(
      "form",
      { class: "modal-form", novalidate: true },
      h("header", { class: "modal-head" }, title, close),
      h(
        "div",
        { class: "modal-body" },
        modal.components.map((data) => this.#row(data)),
        this.problem,
      ),
      h("footer", { class: "modal-foot" }, leave, this.submitButton),
    );
    this.element = h("dialog", { class: "modal", "aria-labelledby": title.id }, this.form);
    for (const button of [leave, close]) button.addEventListener("click", () => this.close());
    this.element.addEventListener("close", () => this.element.remove());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  open() {
    document.body.append(this.element);
    this.element.showModal();
    this.#rows.find((row) => row.input)?.input.focusable?.focus();
  }

  close() {
    this.element.close();
  }

  /** The bot did not take it: the texts stay, and may be submitted again. */
  fail(text) {
    this.#busy(false);
    this.problem.textContent = text;
  }

  #row(data) {
    if (data.type === TEXT) {
      this.#rows.push({ data });
      return h("div", { class: "markdown" }, markdown(data.content, namesFrom(this.around.store)));
    }
    const component = data.type === LABEL ? data.component : data.components[0];
    return this.#labelled(data, component, data.type === LABEL ? data.label : component.label, data.description);
  }

  #labelled(data, component, text, description) {
    const id = freshId("input");
    const about = h("p", { class: "field-about", id: `${id}-about` }, description ?? "");
    const problem = h("p", { class: "field-problem", id: `${id}-problem`, role: "alert" });
    const needed = (component.required ?? true) && component.type !== 23;
    const label = h("label", { for: id, id: `${id}-label`, class: "field-label" }, text);
    const row = { data, component, problem };
    row.input = modalInput(component, {
      id,
      labelId: label.id,
      describedBy: `${id}-about ${id}-problem`,
      store: this.around.store,
      onError: (said) => this.#say(row, said),
    });
    row.element = h(
      "div",
      { class: `modal-row modal-row-${component.type}` },
      h(
        "div",
        { class: "field-top" },
        label,
        needed && h("span", { class: "field-required", "aria-hidden": "true" }, "required"),
      ),
      about,
      row.input?.element,
      problem,
    );
    row.element.addEventListener("input", () => this.#say(row, ""));
    this.#rows.push(row);
    return row.element;
  }

  #say(row, text) {
    row.problem.textContent = text;
    row.element.classList.toggle("field-wrong", Boolean(text));
  }

  async #submit() {
    const asking = this.#rows.filter((row) => row.input);
    for (const row of asking) this.#say(row, row.input.problem());
    const wrong = asking.find((row) => row.problem.textContent);
    if (wrong) return wrong.input.focusable?.focus();
    this.problem.textContent = "";
    this.#busy(true);
    const files = [];
    const components = this.#rows.map((row) => submitted(row, files));
    try {
      await this.around.onSubmit(components, files);
    } catch (refusal) {
      this.fail(refusal.message);
      for (const row of asking)
        if (refusal.errors?.[row.component.custom_id]) this.#say(row, refusal.errors[row.component.custom_id]);
    }
  }

  #busy(on) {
    this.submitButton.disabled = on;
    this.submitButton.setAttribute("aria-busy", String(on));
  }
}

/** A row in the shape Discord submits; files are collected and named by their index. */
function submitted({ data, component, input }, files) {
  const id = data.id === undefined ? {} : { id: data.id };
  if (!input) return { type: data.type, ...id };
  const values = input.files ? { values: input.files().map((file) => files.push(file) - 1) } : input.read();
  const filled = {
    type: component.type,
    ...(component.id === undefined ? {} : { id: component.id }),
    custom_id: component.custom_id,
    ...values,
  };
  return data.type === ROW ? { type: ROW, ...id, components: [filled] } : { type: data.type, ...id, component: filled };
}

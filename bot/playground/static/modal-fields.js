/**
 * The inputs a modal may hold, by component type. Each says its value in Discord's submit shape.
 * @module
 */

import { freshId, h } from "./dom.js";
import { componentEmoji } from "./emoji.js";
import { FileDrop } from "./filedrop.js";
import { icon } from "./icons.js";
import { itemsOf, openSelect } from "./select.js";

const PARAGRAPH = 2;

/**
 * @typedef {object} Input
 * @property {HTMLElement} element
 * @property {HTMLElement} focusable what the label belongs to
 * @property {() => {value?: any, values?: any[]}} read
 * @property {() => File[]} [files]
 * @property {() => string} problem what is wrong now, or an empty text
 */

/** The input of a component, or null for a kind this page does not know. */
export function modalInput(data, around) {
  return MAKERS[data.type]?.(data, around) ?? null;
}

const MAKERS = {
  4: textInput,
  3: selectInput,
  5: selectInput,
  6: selectInput,
  7: selectInput,
  8: selectInput,
  19: fileInput,
  21: radioGroup,
  22: checkboxGroup,
  23: checkbox,
};

function textInput(data, { id, describedBy }) {
  const many = data.style === PARAGRAPH;
  const element = h(many ? "textarea" : "input", {
    id,
    class: "field-input",
    type: many ? null : "text",
    rows: many ? "4" : null,
    placeholder: data.placeholder,
    maxlength: data.max_length,
    "aria-describedby": describedBy,
    "aria-required": required(data) ? "true" : null,
  });
  element.value = data.value ?? "";
  return {
    element,
    focusable: element,
    read: () => ({ value: element.value }),
    problem: () => {
      const { length } = element.value;
      if (!length) return required(data) ? "This field is required." : "";
      return length < (data.min_length ?? 0)
        ? `This needs at least ${data.min_length} characters; it has ${length}.`
        : "";
    },
  };
}

function selectInput(data, { id, describedBy, store }) {
  const items = itemsOf(data, store);
  let values = items.filter((item) => item.chosen).map((item) => item.value);
  const text = h("span", { id: `${id}-value` });
  const element = h(
    "button",
    {
      id,
      type: "button",
      class: "select",
      "aria-haspopup": "listbox",
      "aria-describedby": `${id}-value ${describedBy}`,
    },
    text,
    icon("down"),
  );
  const show = () => {
    const labels = items.filter((item) => values.includes(item.value)).map((item) => item.label);
    text.textContent = labels.join(", ") || data.placeholder || "Make a selection";
    text.className = labels.length ? "select-value" : "select-placeholder";
  };
  element.addEventListener("click", () => {
    const offered = items.map((item) => ({ ...item, chosen: values.includes(item.value) }));
    openSelect(element, data, offered, (chosen) => {
      values = chosen;
      show();
      element.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  show();
  return {
    element,
    focusable: element,
    read: () => ({ values }),
    problem: () => countProblem(data, values.length, data.min_values ?? 1),
  };
}

function fileInput(data, { id, describedBy, store, onError }) {
  const drop = new FileDrop({
    id,
    describedBy,
    most: data.max_values ?? 1,
    limit: store.limits.attachment_size,
    samples: store.samples,
    onError,
    onChange: () => onError(""),
  });
  return {
    element: drop.element,
    focusable: drop.input,
    files: () => drop.files,
    read: () => ({}),
    problem: () => countProblem(data, drop.files.length, data.min_values ?? 1),
  };
}

function radioGroup(data, around) {
  const boxes = data.options.map((option) => choice("radio", option, around.id));
  const chosen = () => boxes.find((box) => box.input.checked)?.option.value ?? null;
  return {
    ...group("radiogroup", boxes, around),
    read: () => ({ value: chosen() }),
    problem: () => (required(data) && chosen() === null ? "Choose one." : ""),
  };
}

function checkboxGroup(data, around) {
  const boxes = data.options.map((option) => choice("checkbox", option, around.id));
  const values = () => boxes.filter((box) => box.input.checked).map((box) => box.option.value);
  return {
    ...group("group", boxes, around),
    read: () => ({ values: values() }),
    problem: () => countProblem(data, values().length, data.min_values ?? 1),
  };
}

function checkbox(data, { id, describedBy }) {
  const element = h("input", { id, type: "checkbox", class: "check", "aria-describedby": describedBy });
  element.checked = data.default ?? false;
  return { element, focusable: element, read: () => ({ value: element.checked }), problem: () => "" };
}

function group(role, boxes, { labelId, describedBy }) {
  const element = h(
    "div",
    { class: "choice-group", role, "aria-labelledby": labelId, "aria-describedby": describedBy },
    boxes.map((box) => box.element),
  );
  return { element, focusable: boxes[0]?.input };
}

function choice(kind, option, groupName) {
  const id = freshId("choice");
  const input = h("input", {
    id,
    type: kind,
    class: "check",
    name: groupName,
    "aria-describedby": option.description ? `${id}-about` : null,
  });
  input.checked = option.default ?? false;
  const element = h(
    "div",
    { class: "choice" },
    input,
    h(
      "div",
      null,
      h("label", { for: id }, componentEmoji(option.emoji), option.label),
      option.description && h("p", { class: "option-description", id: `${id}-about` }, option.description),
    ),
  );
  return { element, input, option };
}

function required(data) {
  return data.required ?? true;
}

function countProblem(data, count, least) {
  if (!count && !required(data)) return "";
  const most = data.max_values ?? Math.max(1, least);
  if (count < Math.max(1, least)) return least > 1 ? `Choose at least ${least}.` : "This field is required.";
  return data.max_values && count > most ? `Choose at most ${most}.` : "";
}

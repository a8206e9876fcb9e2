/**
 * Components of messages as elements, by their type number. Pure: what a press does is decided where presses arrive, by
 * the `press` and `select` actions and the custom id.
 * @module
 */

import { h, hidden, webAddress } from "./dom.js";
import { componentEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { fileCard, gallery, pictureButton, pictureOf } from "./media.js";
import { dots } from "./notices.js";

export const BUTTON = 2;
export const SELECTS = new Set([3, 5, 6, 7, 8]);
const LINK_STYLE = 5;
const PREMIUM_STYLE = 6;
const STYLE_NAMES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };
const SELECT_WORDS = {
  3: "Make a selection",
  5: "Select a person",
  6: "Select a role",
  7: "Select a person or role",
  8: "Select a channel",
};

/**
 * @typedef {object} View what a rendering needs beside the component
 * @property {import("./markdown.js").Names} names
 * @property {object[]} attachments of the message
 * @property {Set<string>} pending custom ids whose press is on its way
 * @property {(select: object) => {label: string, emoji?: object, mark?: Node}[]} [chosen] what is picked in a select
 */

const RENDERERS = {
  1: (row, view) =>
    h(
      "div",
      { class: "action-row" },
      row.components.map((child) => component(child, view)),
    ),
  [BUTTON]: button,
  9: section,
  10: (text, view) => h("div", { class: "markdown text-display" }, markdown(text.content, view.names)),
  11: (thumbnail, view) => pictureButton(pictureOf(thumbnail, view.attachments), "thumbnail"),
  12: (list, view) => gallery(list.items.map((item) => pictureOf(item, view.attachments))),
  13: (file, view) => fileOf(file, view),
  14: separator,
  17: container,
};
for (const type of SELECTS) RENDERERS[type] = select;

/** One component and everything in it; kinds this page does not know become a note instead of nothing. */
export function component(data, view) {
  const render = RENDERERS[data.type];
  return render ? render(data, view) : h("p", { class: "subtext" }, `(a component of type ${data.type})`);
}

function container(data, view) {
  const accent = data.accent_color;
  const css =
    accent === null || accent === undefined ? null : { "--accent": `#${accent.toString(16).padStart(6, "0")}` };
  const inside = data.components.map((child) => component(child, view));
  if (!data.spoiler) return h("div", { class: `container${css ? " container-accent" : ""}`, css }, inside);
  return h(
    "div",
    { class: "container container-spoiler", css, data: { action: "reveal" } },
    inside,
    h("span", { class: "spoiler-word" }, "Spoiler"),
  );
}

function separator(data) {
  const space = data.spacing === 2 ? "large" : "small";
  const line = data.divider === false ? "" : " separator-line";
  return h("div", { class: `separator separator-${space}${line}`, role: "presentation" });
}

function section(data, view) {
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-text" },
      data.components.map((child) => component(child, view)),
    ),
    h("div", { class: "section-accessory" }, component(data.accessory, view)),
  );
}

function fileOf(data, view) {
  const { filename } = pictureOf({ media: data.file }, view.attachments);
  const attachment = view.attachments.find((other) => other.id === data.file.attachment_id);
  return fileCard(data.name ?? filename, data.size ?? attachment?.size, data.file.url);
}

function button(data, view) {
  const content = [componentEmoji(data.emoji), data.label && h("span", { class: "button-label" }, data.label)];
  const style = STYLE_NAMES[data.style] ?? "secondary";
  if (data.style === LINK_STYLE) {
    const href = webAddress(data.url);
    return h(
      "a",
      { class: `button button-${style}`, href, target: "_blank", rel: "noopener noreferrer nofollow" },
      content,
      icon("link"),
    );
  }
  const pending = view.pending.has(data.custom_id);
  return h(
    "button",
    {
      type: "button",
      class: `button button-${style}`,
      disabled: data.disabled || data.style === PREMIUM_STYLE,
      "aria-busy": pending ? "true" : null,
      data: { action: "press", customId: data.custom_id, key: `press-${data.custom_id}` },
    },
    content,
    pending && dots(),
  );
}

function select(data, view) {
  const chosen = view.chosen?.(data) ?? (data.options ?? []).filter((option) => option.default);
  const pending = view.pending.has(data.custom_id);
  return h(
    "button",
    {
      type: "button",
      class: "select",
      disabled: data.disabled,
      "aria-haspopup": "listbox",
      "aria-busy": pending ? "true" : null,
      data: { action: "select", customId: data.custom_id, key: `select-${data.custom_id}` },
    },
    h("span", { class: chosen.length ? "select-value select-picked" : "select-placeholder" }, chosenText(data, chosen)),
    pending && hidden("waiting"),
    icon("down"),
  );
}

function chosenText(data, chosen) {
  if (!chosen.length) return data.placeholder || SELECT_WORDS[data.type];
  return chosen.map((option) =>
    h("span", { class: "select-chosen" }, option.mark ?? componentEmoji(option.emoji), option.label),
  );
}

/** The component with a custom id somewhere in a message, or null. */
export function findComponent(list, customId) {
  for (const data of list ?? []) {
    if (data.custom_id === customId) return data;
    const inside = findComponent([...(data.components ?? []), ...(data.accessory ? [data.accessory] : [])], customId);
    if (inside) return inside;
  }
  return null;
}

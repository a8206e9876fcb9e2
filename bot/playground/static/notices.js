/**
 * Small lines in messages that the app itself says: waiting, failed, only for you.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** Three dots that pulse. */
export function dots() {
  return h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}

/** Something is on its way. */
export function waiting(text) {
  return h("p", { class: "thinking" }, dots(), text);
}

/** Something did not work. */
export function failure(text) {
  return h("p", { class: "failure", role: "alert" }, icon("warning"), text);
}

/** Marks what nobody else sees; `action` is what Dismiss does. */
export function onlyYou(action) {
  return h(
    "p",
    { class: "only-you" },
    icon("eye"),
    "Only you can see this · ",
    h("button", { type: "button", class: "link-button", data: { action } }, "Dismiss"),
  );
}

/**
 * Short notices at the bottom that go away by themselves: refusals that belong to no field.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAY_MS = 6000;

export class Toasts {
  element = h("div", { class: "toasts", role: "alert" });

  show(text) {
    const toast = h("p", { class: "toast" }, icon("warning"), h("span", null, text));
    this.element.append(toast);
    setTimeout(() => toast.remove(), STAY_MS);
  }
}

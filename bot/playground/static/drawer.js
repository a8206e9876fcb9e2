/**
 * A panel at the right side with a title, opened and closed by a button of the header; on a phone it covers the page.
 * One is open at a time.
 * @module
 */

import { freshId, h } from "./dom.js";
import { iconButton } from "./icons.js";

let open = null;

export class Drawer {
  /**
   * @param {string} drawing the button's icon
   * @param {string} title
   * @param {HTMLElement} content
   * @param {() => void} [onOpen]
   */
  constructor(drawing, title, content, onOpen = () => {}) {
    const heading = h("h2", { id: freshId("drawer") }, title);
    const close = iconButton("close", `Close ${title.toLowerCase()}`, { class: "tool" });
    this.onOpen = onOpen;
    this.button = iconButton(drawing, title, { class: "tool header-tool", "aria-expanded": "false" });
    this.element = h(
      "aside",
      { class: "drawer", hidden: true, "aria-labelledby": heading.id },
      h("header", { class: "drawer-head" }, heading, close),
      h("div", { class: "drawer-body" }, content),
    );
    this.button.addEventListener("click", () => this.toggle(this.element.hidden));
    close.addEventListener("click", () => this.toggle(false));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.toggle(false);
    });
  }

  toggle(show) {
    if (show && open !== this) open?.toggle(false);
    open = show ? this : null;
    const focused = this.element.contains(document.activeElement);
    this.element.hidden = !show;
    this.button.setAttribute("aria-expanded", String(show));
    if (show) this.onOpen();
    else if (focused) this.button.focus();
  }
}

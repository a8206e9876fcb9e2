/**
 * A menu of actions with a roving focus.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";

/**
 * @param {HTMLElement | DOMRect} anchor
 * @param {{title: string, items: {label: string, icon?: string, picture?: string, danger?: boolean, run: () => void}[],
 *   empty?: string}} menu
 */
export function openMenu(anchor, { title, items, empty }) {
  const buttons = items.map((item) =>
    h(
      "button",
      { type: "button", role: "menuitem", class: `menu-item${item.danger ? " menu-danger" : ""}`, tabindex: "-1" },
      h("span", null, item.label),
      item.icon && icon(item.icon),
      item.picture && h("img", { class: "menu-picture", src: item.picture, alt: "" }),
    ),
  );
  const content = h(
    "div",
    { class: "menu", role: "menu", tabindex: "-1", "aria-label": title },
    h("p", { class: "menu-title", role: "presentation" }, title),
    buttons,
    !items.length && h("p", { class: "menu-empty" }, empty),
  );
  const popup = openPopup(anchor, content);
  if (!popup) return;
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => {
      popup.close();
      items[index].run();
    });
    button.addEventListener("pointermove", () => button.focus());
  });
  content.addEventListener("keydown", (event) => rove(event, buttons));
  (buttons[0] ?? content).focus();
}

function rove(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons.at(to % buttons.length)?.focus();
}

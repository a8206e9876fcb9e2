/**
 * A small surface beside the control that opened it: placed in view, closed by Escape or a press elsewhere, the focus
 * given back. Menus and select lists fill it.
 * @module
 */

import { h } from "./dom.js";

const GAP = 6;

/**
 * Opens a popup at `anchor`; an open dialog around the anchor stays its owner.
 * @param {HTMLElement | DOMRect} anchor
 * @param {HTMLElement} content
 * @param {{onClose?: () => void, width?: "anchor"}} [options]
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function openPopup(anchor, content, { onClose, width } = {}) {
  const element = h("div", { class: "popup", popover: "auto" }, content);
  const control = anchor instanceof HTMLElement ? anchor : null;
  const owner = control?.closest("dialog") ?? document.body;
  owner.append(element);
  element.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    control?.setAttribute("aria-expanded", "false");
    const inside = element.contains(document.activeElement) || document.activeElement === document.body;
    element.remove();
    if (inside) control?.focus();
    onClose?.();
  });
  control?.setAttribute("aria-expanded", "true");
  const box = control ? control.getBoundingClientRect() : anchor;
  if (width === "anchor") element.style.minWidth = `${box.width}px`;
  element.showPopover();
  place(element, box);
  return { element, close: () => element.isConnected && element.hidePopover() };
}

/**
 * Puts an open surface beside `box`, inside the window.
 * @param {HTMLElement} element
 * @param {DOMRect} box
 * @param {boolean} [above] true to prefer the place above
 */
export function place(element, box, above = false) {
  const { offsetWidth, offsetHeight } = element;
  const fitsAbove = box.top - GAP - offsetHeight >= 0;
  const fitsBelow = box.bottom + GAP + offsetHeight <= innerHeight;
  const below = fitsBelow && !(above && fitsAbove);
  const top = below ? box.bottom + GAP : Math.max(GAP, box.top - GAP - offsetHeight);
  const left = Math.max(GAP, Math.min(box.left, innerWidth - offsetWidth - GAP));
  element.style.top = `${top}px`;
  element.style.left = `${left}px`;
}

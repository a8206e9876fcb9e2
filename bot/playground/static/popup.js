/**
 * A small surface beside the control that opened it: placed in view, closed by Escape or a press elsewhere, the focus
 * given back. Menus and select lists fill it; one is open at a time. Not a popover of the automatic kind, because the
 * finger that opened a menu by a long press would close it when it lets go.
 * @module
 */

import { h } from "./dom.js";

const GAP = 6;
let current = null;

/**
 * Opens a popup at `anchor`; an open dialog around the anchor stays its owner.
 * @param {HTMLElement | DOMRect} anchor
 * @param {HTMLElement} content
 * @param {{width?: "anchor"}} [options]
 * @returns {{element: HTMLElement, close: () => void} | null} null if it was open at this anchor, and is closed now
 */
export function openPopup(anchor, content, { width } = {}) {
  const before = current;
  before?.close();
  if (before?.anchor === anchor) return null;
  const control = anchor instanceof HTMLElement ? anchor : null;
  const element = h("div", { class: "popup", popover: "manual" }, content);
  const popup = { anchor, element, close: () => closePopup(popup, control) };
  current = popup;
  element.addEventListener("keydown", closeOnEscape);
  document.addEventListener("pointerdown", closeOutside, true);
  (control?.closest("dialog") ?? document.body).append(element);
  control?.setAttribute("aria-expanded", "true");
  const box = control ? control.getBoundingClientRect() : anchor;
  if (width === "anchor") element.style.minWidth = `${box.width}px`;
  element.showPopover();
  place(element, box);
  return popup;
}

function closePopup(popup, control) {
  if (current !== popup) return;
  current = null;
  document.removeEventListener("pointerdown", closeOutside, true);
  control?.setAttribute("aria-expanded", "false");
  const focused = popup.element.contains(document.activeElement);
  popup.element.remove();
  if (focused) control?.focus();
}

function closeOutside(event) {
  const { anchor, element, close } = current;
  const own = element.contains(event.target) || (anchor instanceof HTMLElement && anchor.contains(event.target));
  if (!own) close();
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  current?.close();
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

/**
 * Asking for the menu of what lies under a pointer: a right click, or a finger that rests; letting go of it is then no
 * press.
 * @module
 */

const LONG_PRESS_MS = 500;

/**
 * @param {HTMLElement} element
 * @param {(target: Element) => boolean} has whether there is a menu for what was pressed
 * @param {(at: DOMRect, target: Element, touched: boolean) => void} open
 */
export function listenForMenus(element, has, open) {
  element.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a[href], .popup, input, textarea") || !getSelection().isCollapsed) return;
    if (!has(event.target)) return;
    event.preventDefault();
    open(new DOMRect(event.clientX, event.clientY, 0, 0), event.target, false);
  });
  let timer = null;
  let opened = false;
  const cancel = () => clearTimeout(timer);
  const rest = (event) => {
    opened = true;
    open(new DOMRect(event.clientX, event.clientY, 0, 0), event.target, true);
  };
  element.addEventListener("pointerdown", (event) => {
    opened = false;
    if (event.pointerType === "touch" && has(event.target)) timer = setTimeout(rest, LONG_PRESS_MS, event);
  });
  for (const type of ["pointerup", "pointercancel", "pointermove"]) element.addEventListener(type, cancel);
  element.addEventListener("click", (event) => opened && event.stopImmediatePropagation(), true);
}

/**
 * Making one element look like another while keeping everything that need not change: pictures are not loaded again,
 * focus, scroll positions and revealed spoilers stay. Views render pure trees; listeners are delegated, so that none is
 * lost.
 * @module
 */

import { h } from "./dom.js";

/** Attributes that are set after a rendering, which does not know them: by the reader's actions, and by `loadPictures`. */
const KEPT = new Set(["data-revealed", "src", "tabindex"]);

/** Stands in a rendering for a keyed element that is to stay as it is. */
export function unchanged(tag, key) {
  return h(tag, { data: { key, unchanged: "" } });
}

/**
 * Changes `from` into `to`. Both are elements of one tag.
 * @returns {Element} `from`
 */
export function morph(from, to) {
  if (to.dataset?.unchanged !== undefined || from.isEqualNode(to)) return from;
  morphAttributes(from, to);
  morphChildren(from, to);
  return from;
}

function morphAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !KEPT.has(name) && name !== "style") from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (name === "style" || KEPT.has(name) || from.getAttribute(name) === value) continue;
    from.setAttribute(name, value);
  }
  if (from.style.cssText !== to.style.cssText) from.style.cssText = to.style.cssText;
}

function morphChildren(from, to) {
  const wantedKeys = new Set([...to.childNodes].map(keyOf).filter(Boolean));
  const present = new Map([...from.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let cursor = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    while (cursor && keyOf(cursor) && !wantedKeys.has(keyOf(cursor))) cursor = dropped(cursor);
    const match = keyOf(wanted) ? present.get(keyOf(wanted)) : cursor && !keyOf(cursor) ? cursor : null;
    if (!match || !alike(match, wanted)) {
      from.insertBefore(wanted, cursor);
      continue;
    }
    if (match === cursor) cursor = cursor.nextSibling;
    else from.insertBefore(match, cursor);
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted);
    else if (match.data !== wanted.data) match.data = wanted.data;
  }
  while (cursor) cursor = dropped(cursor);
}

function dropped(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.dataset?.key : undefined;
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName;
}

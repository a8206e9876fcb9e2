/**
 * Files dropped anywhere on the channel, or pasted anywhere on the page, go to the composer.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {HTMLElement} area
 * @param {import("./composer.js").Composer} composer
 */
export function dropping(area, composer) {
  const words = h("p", { class: "drop-words" });
  const veil = h(
    "div",
    { class: "drop-veil", hidden: true, "aria-hidden": "true" },
    h("div", { class: "drop-card" }, icon("picture"), words),
  );
  area.append(veil);
  area.addEventListener("dragenter", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    words.textContent = composer.fileOption ? `Drop to use as ${composer.fileOption}` : "Drop to attach";
    veil.hidden = false;
  });
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) veil.hidden = true;
  });
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    veil.hidden = true;
    if (event.dataTransfer.files.length) composer.takeFiles([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length || event.target.closest?.("dialog")) return;
    event.preventDefault();
    composer.takeFiles([...event.clipboardData.files]);
  });
}

/**
 * Pictures large: the ones of one message, with arrow keys, a download link and Escape.
 * @module
 */

import { h, hidden } from "./dom.js";
import { icon, iconButton } from "./icons.js";

/**
 * Opens at `index`.
 * @param {{src: string, alt: string, name: string}[]} pictures
 */
export function openLightbox(pictures, index) {
  let at = index;
  const image = h("img", { class: "lightbox-picture" });
  const caption = h("p", { class: "lightbox-caption" });
  const count = h("span", { class: "lightbox-count" });
  const download = h("a", { class: "lightbox-tool", title: "Download" }, icon("download"), hidden("Download"));
  const closer = iconButton("close", "Close", { class: "lightbox-tool" });
  const back = iconButton("back", "Previous", { class: "lightbox-step lightbox-back" });
  const next = iconButton("next", "Next", { class: "lightbox-step lightbox-next" });
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": "Viewer" },
    h("div", { class: "lightbox-bar" }, caption, count, download, closer),
    h("div", { class: "lightbox-stage" }, image),
    back,
    next,
  );
  const show = (to) => {
    at = (to + pictures.length) % pictures.length;
    const picture = pictures[at];
    image.src = picture.src;
    image.alt = picture.alt;
    caption.textContent = picture.alt || picture.name;
    count.textContent = pictures.length > 1 ? `${at + 1} / ${pictures.length}` : "";
    download.href = picture.src;
    download.download = picture.name || "picture";
  };
  back.hidden = pictures.length < 2;
  next.hidden = pictures.length < 2;
  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  closer.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target.matches("dialog, .lightbox-stage") && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) show(at + step);
  });
  dialog.addEventListener("close", () => dialog.remove());
  show(index);
  document.body.append(dialog);
  dialog.showModal();
}

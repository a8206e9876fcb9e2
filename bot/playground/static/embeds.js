/**
 * Legacy embeds. Pictures in them load only when they are of this origin; nothing else could.
 * @module
 */

import { h, local, webAddress } from "./dom.js";
import { markdown } from "./markdown.js";
import { pictureButton } from "./media.js";

/** One embed as Discord arranges it. */
export function embed(data, names) {
  const colour =
    data.color === undefined || data.color === null ? null : `#${data.color.toString(16).padStart(6, "0")}`;
  return h(
    "div",
    { class: "embed", css: colour && { "--accent": colour } },
    h(
      "div",
      { class: "embed-text" },
      data.author?.name && h("p", { class: "embed-author" }, data.author.name),
      data.title && h("p", { class: "embed-title" }, titleOf(data)),
      data.description && h("div", { class: "markdown" }, markdown(data.description, names)),
      data.fields?.length > 0 &&
        h(
          "dl",
          { class: "embed-fields" },
          data.fields.map((field) => fieldOf(field, names)),
        ),
    ),
    data.thumbnail && pictureOf(data.thumbnail, "thumbnail"),
    data.image && pictureOf(data.image, "single"),
    data.footer?.text && h("p", { class: "embed-footer" }, data.footer.text),
  );
}

function titleOf(data) {
  const href = data.url && webAddress(data.url);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, data.title) : data.title;
}

function fieldOf(field, names) {
  return h(
    "div",
    { class: `embed-field${field.inline ? " embed-field-inline" : ""}` },
    h("dt", null, field.name),
    h("dd", { class: "markdown" }, markdown(field.value, names)),
  );
}

function pictureOf(media, shape) {
  const own = local(media.url).startsWith("/");
  return own ? pictureButton({ ...media, filename: media.url.split("?")[0].split("/").at(-1) }, shape) : null;
}

/**
 * What a message carries besides its own words: what it forwards, and stickers.
 * @module
 */

import { component } from "./components.js";
import { h } from "./dom.js";
import { embed } from "./embeds.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { attachments } from "./media.js";
import { written } from "./timestamps.js";

/**
 * Every forwarded message, as it was when it was forwarded.
 * @param {object} message
 * @param {import("./components.js").View} view
 */
export function snapshots(message, view) {
  return (message.message_snapshots ?? []).map(({ message: said }) =>
    h(
      "div",
      { class: "forwarded" },
      h("p", { class: "forwarded-word" }, icon("forward"), "Forwarded"),
      said.content && h("div", { class: "markdown" }, markdown(said.content, view.names)),
      attachments(said.attachments ?? []),
      (said.embeds ?? []).map((data) => embed(data, view.names)),
      said.components?.length > 0 &&
        h(
          "div",
          { class: "components", inert: true },
          said.components.map((data) => component(data, { ...view, attachments: said.attachments ?? [] })),
        ),
      stickers(said),
      h("p", { class: "forwarded-from" }, written(said.timestamp)),
    ),
  );
}

/** The stickers of a message. */
export function stickers(message) {
  return (message.sticker_items ?? []).map((item) =>
    h("img", {
      class: "sticker",
      alt: `Sticker: ${item.name}`,
      width: "160",
      height: "160",
      data: { src: `/cdn/stickers/${item.id}.png`, key: `sticker-${item.id}` },
    }),
  );
}

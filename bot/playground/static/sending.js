/**
 * A command that was sent and is not answered yet, or never was: it stands where the answer will be.
 * @module
 */

import { appTag, avatar, displayName } from "./avatars.js";
import { usedLine } from "./context.js";
import { h } from "./dom.js";
import { failure, onlyYou, waiting } from "./notices.js";

/**
 * @param {import("./pending.js").Entry} entry
 * @param {import("./store.js").Store} store
 */
export function sendingView(entry, store) {
  const bot = store.bot.user;
  return h(
    "article",
    {
      class: `message${entry.failed ? " message-ephemeral" : ""}`,
      tabindex: "-1",
      data: { key: `sending-${entry.nonce}`, nonce: entry.nonce },
    },
    usedLine(store.me.user, entry.command),
    h("span", { class: "face" }, avatar(bot)),
    h(
      "div",
      { class: "message-body" },
      h("header", { class: "byline" }, h("span", { class: "author" }, displayName(bot)), appTag(bot)),
      entry.failed ? [failure(entry.failed), onlyYou("forget")] : waiting("Sending command…"),
    ),
  );
}

/**
 * One message as an article. Pure: a message and what is known around it in, a tree out; `conversation.js` puts it into
 * the page and hears its actions.
 * @module
 */

import { appTag, avatar, displayName } from "./avatars.js";
import { component } from "./components.js";
import { contextLine, excerpt } from "./context.js";
import { h } from "./dom.js";
import { embed } from "./embeds.js";
import { snapshots, stickers } from "./forwarded.js";
import { icon, iconButton } from "./icons.js";
import { markdown } from "./markdown.js";
import { attachments } from "./media.js";
import { named } from "./members.js";
import { namesFrom } from "./names.js";
import { failure, onlyYou, waiting } from "./notices.js";
import { nameColour } from "./places.js";
import { itemsOf } from "./select.js";
import { hour, written } from "./timestamps.js";

const FLAG = { suppressEmbeds: 1 << 2, ephemeral: 1 << 6, loading: 1 << 7, componentsV2: 1 << 15 };
const THREAD_CREATED = 18;
const THREAD_STARTER = 21;
const GROUP_MS = 7 * 60_000;

/**
 * @typedef {object} Around
 * @property {import("./store.js").Store} store
 * @property {object | null} previous the message above
 * @property {Set<string>} presses custom ids on their way for this message
 * @property {string | null} failure what became of the last press, if it failed
 */

/**
 * The article of a message.
 * @param {object} message
 * @param {Around} around
 */
export function messageView(message, around) {
  if (message.type === THREAD_CREATED) return threadNote(message);
  if (message.type === THREAD_STARTER && message.referenced_message) return starterNote(message, around.store);
  const grouped = follows(message, around.previous);
  const ephemeral = (message.flags & FLAG.ephemeral) !== 0;
  return h(
    "article",
    {
      class: `message${grouped ? " message-grouped" : ""}${ephemeral ? " message-ephemeral" : ""}`,
      tabindex: "-1",
      data: { key: message.id, id: message.id },
    },
    grouped ? null : contextLine(message, around.store),
    grouped ? h("span", { class: "margin-time" }, hour(message.timestamp)) : face(message.author),
    h(
      "div",
      { class: "message-body" },
      grouped ? null : byline(message, around.store),
      body(message, around),
      around.failure && failure(around.failure),
      ephemeral && onlyYou("delete"),
    ),
    toolbar(message, around.store),
  );
}

/** True if a message continues its author's last one, without a head of its own. */
function follows(message, previous) {
  if (!previous || previous.author.id !== message.author.id || isAnswer(message)) return false;
  if ([THREAD_CREATED, THREAD_STARTER].includes(previous.type) || ((previous.flags ^ message.flags) & FLAG.ephemeral) !== 0) return false;
  return new Date(message.timestamp) - new Date(previous.timestamp) < GROUP_MS;
}

function isAnswer(message) {
  return Boolean(message.referenced_message) || (message.interaction_metadata && message.type !== 0);
}

function face(user) {
  return h(
    "button",
    {
      type: "button",
      class: "face",
      tabindex: "-1",
      title: displayName(user),
      data: { action: "person", user: user.id },
    },
    avatar(user),
  );
}

function byline(message, store) {
  const colour = nameColour(store.guildOf(store.channels.get(message.channel_id)), message.author.id);
  return h(
    "header",
    { class: "byline" },
    h(
      "button",
      {
        type: "button",
        class: "author",
        tabindex: "-1",
        css: named(colour),
        data: { action: "person", user: message.author.id },
      },
      displayName(message.author),
    ),
    appTag(message.author),
    written(message.timestamp),
  );
}

function body(message, around) {
  if (message.flags & FLAG.loading) return waiting(`${displayName(message.author)} is thinking…`);
  const names = namesFrom(around.store);
  const view = { names, attachments: message.attachments ?? [], pending: around.presses };
  view.chosen = (select) => around.store.picks.in(message, select, itemsOf(select, around.store));
  const v2 = (message.flags & FLAG.componentsV2) !== 0;
  return [
    !v2 && message.content && h("div", { class: "markdown" }, markdown(message.content, names), edited(message)),
    !v2 && attachments(message.attachments ?? []),
    !v2 && !(message.flags & FLAG.suppressEmbeds) && (message.embeds ?? []).map((data) => embed(data, names)),
    message.components?.length > 0 &&
      h(
        "div",
        { class: v2 ? "components components-v2" : "components" },
        message.components.map((data) => component(data, view)),
      ),
    stickers(message),
    snapshots(message, view),
    message.thread && threadCard(around.store.channels.get(message.thread.id) ?? message.thread),
  ];
}

function edited(message) {
  return message.edited_timestamp ? h("span", { class: "edited" }, "(edited)") : null;
}

function threadCard(thread) {
  const count = thread.message_count ?? 0;
  return h(
    "div",
    { class: "thread-card" },
    icon("thread"),
    h("a", { class: "thread-name", href: `#/${thread.id}` }, thread.name),
    h("span", { class: "thread-count" }, count === 0 ? "See thread" : count === 1 ? "1 message" : `${count} messages`),
    icon("next"),
  );
}

function threadNote(message) {
  const threadId = message.message_reference?.channel_id;
  return h(
    "article",
    { class: "message message-note", tabindex: "-1", data: { key: message.id, id: message.id } },
    icon("thread"),
    h(
      "p",
      null,
      h("b", null, displayName(message.author)),
      " started a thread: ",
      threadId ? h("a", { href: `#/${threadId}` }, message.content) : message.content,
      " ",
      written(message.timestamp),
    ),
  );
}

function starterNote(message, store) {
  const starter = message.referenced_message;
  return h(
    "article",
    { class: "message message-note", tabindex: "-1", data: { key: message.id, id: message.id } },
    icon("thread"),
    h("p", null, "Started from ", h("a", { href: `#/${starter.channel_id}` }, excerpt(starter, store))),
  );
}

function toolbar(message, store) {
  const ephemeral = (message.flags & FLAG.ephemeral) !== 0;
  const removable = !ephemeral && store.mayDelete(message);
  return h(
    "div",
    { class: "toolbar" },
    iconButton("apps", "Apps", { class: "tool", tabindex: "-1", "aria-haspopup": "menu", data: { action: "apps" } }),
    !ephemeral &&
      iconButton("forward", "Forward", {
        class: "tool",
        tabindex: "-1",
        "aria-haspopup": "menu",
        data: { action: "forward" },
      }),
    removable &&
      iconButton("trash", "Delete message", {
        class: "tool tool-danger",
        tabindex: "-1",
        title: "Delete",
        data: { action: "delete" },
      }),
  );
}

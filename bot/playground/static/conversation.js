/**
 * The list of messages of the channel that is shown: patches it as messages change, keeps it at the bottom while the
 * reader is there, moves the focus with the arrow keys. Reports actions to its owner and decides none.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { loadPictures } from "./media.js";
import { messageView } from "./message.js";
import { morph, unchanged } from "./morph.js";
import { sendingView } from "./sending.js";
import { channelIcon, channelName, isPrivate, THREAD_TYPES } from "./places.js";

const NEAR_BOTTOM = 80;

export class Conversation {
  #list = logView([], false);
  #intro = h("div", { class: "intro" });
  #scroller = h("div", { class: "scroller" });
  #pill = h("button", { type: "button", class: "new-pill", hidden: true }, "New messages", icon("latest"));
  #atBottom = true;
  #scheduled = false;
  #read = false;
  #shown = new Map();

  /**
   * @param {import("./store.js").Store} store
   * @param {(store: object) => Node | null} welcome what an empty channel shows
   */
  constructor(store, welcome) {
    this.store = store;
    this.welcome = welcome;
    this.#scroller.append(h("div", { class: "scroll-content" }, this.#intro, this.#list));
    this.element = h("div", { class: "conversation" }, this.#scroller, this.#pill);
    this.#scroller.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
    new ResizeObserver(() => this.#stick()).observe(this.#scroller.firstChild);
    new ResizeObserver(() => this.#stick()).observe(this.#scroller);
    this.#pill.addEventListener("click", () => this.toBottom());
    this.#list.addEventListener("keydown", (event) => this.#walk(event));
    store.on("messages", (channelId) => channelId === store.currentId && this.schedule());
    store.on("current", () => this.#open());
    store.on("session", () => this.schedule());
    store.on("arrived", (message) => this.#notice(message));
  }

  toBottom() {
    this.#atBottom = true;
    this.#stick();
    this.#pill.hidden = true;
  }

  /** Renders once, however many events arrive together. */
  schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.render();
    });
  }

  render() {
    const { store } = this;
    const messages = store.messagesOf(store.currentId) ?? [];
    const waiting = store.pending.in(store.currentId);
    const views = messages.map((message, index) => this.#view(message, messages[index - 1] ?? null, waiting));
    const sending = waiting.filter((entry) => entry.command).map((entry) => sendingView(entry, store));
    morph(this.#list, logView([views, sending], this.#read));
    this.#read = store.messagesOf(store.currentId) !== null;
    this.#renderIntro(messages.length + sending.length === 0);
    loadPictures(this.#scroller);
    this.#ensureTabStop();
    this.#stick();
  }

  /** A message's article, or a mark that says it looks as before: of a long list only what changed is built again. */
  #view(message, previous, waiting) {
    const { store } = this;
    const own = waiting.filter((entry) => entry.messageId === message.id);
    const presses = own.filter((entry) => !entry.failed).map((entry) => entry.customId);
    const failure = own.find((entry) => entry.failed)?.failed ?? null;
    const depends = [
      message,
      previous,
      presses.join(),
      failure,
      store.channels.get(message.thread?.id),
      store.names,
      store.me,
    ];
    const shown = this.#shown.get(message.id);
    if (shown?.every((value, index) => value === depends[index])) return unchanged("article", message.id);
    this.#shown.set(message.id, depends);
    return messageView(message, { store, previous, presses: new Set(presses), failure });
  }

  #open() {
    this.#read = false;
    this.#shown.clear();
    this.#list.replaceChildren();
    this.#intro.replaceChildren();
    this.#atBottom = true;
    this.#pill.hidden = true;
    this.render();
  }

  #renderIntro(empty) {
    const channel = this.store.current;
    if (!channel || this.store.messagesOf(channel.id) === null) return this.#intro.replaceChildren();
    const thread = THREAD_TYPES.has(channel.type);
    const parent = thread ? this.store.channels.get(channel.parent_id) : null;
    const first = empty && channel.guild_id && !thread ? this.welcome(this.store) : null;
    const name = channelName(channel, this.store);
    const beginning = h(
      "div",
      { class: "beginning" },
      h("span", { class: "beginning-icon" }, icon(channelIcon(channel))),
      h("h2", null, thread || isPrivate(channel) ? name : `Welcome to #${name}`),
      h(
        "p",
        null,
        thread
          ? ["A thread in ", parent && h("a", { href: `#/${parent.id}` }, `#${parent.name}`), "."]
          : beginningOf(channel, this.store),
      ),
    );
    const wanted = h("div", { class: "intro" }, first ?? beginning);
    morph(this.#intro, wanted);
  }

  #noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    if (this.#atBottom) this.#pill.hidden = true;
  }

  #stick() {
    if (this.#atBottom) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** The reader's own messages, and answers to what they did, are shown; others are announced by the pill. */
  #notice(message) {
    if (message.channel_id !== this.store.currentId) return;
    const own = [message.author.id, message.interaction_metadata?.user.id].includes(this.store.me.id);
    if (own) return this.toBottom();
    if (!this.#atBottom) this.#pill.hidden = false;
  }

  /** One article at a time is in the tab order; the arrow keys move along. */
  #ensureTabStop() {
    const articles = [...this.#list.children];
    if (articles.length && !articles.some((article) => article.tabIndex === 0)) articles.at(-1).tabIndex = 0;
  }

  #walk(event) {
    const article = event.target;
    if (!(article instanceof HTMLElement) || article.parentElement !== this.#list) return;
    const step = {
      ArrowUp: article.previousElementSibling,
      ArrowDown: article.nextElementSibling,
      Home: this.#list.firstElementChild,
      End: this.#list.lastElementChild,
    }[event.key];
    if (!step) return;
    event.preventDefault();
    for (const other of this.#list.children) other.tabIndex = -1;
    step.tabIndex = 0;
    step.focus();
  }
}

function beginningOf(channel, store) {
  if (channel.type === 1) return "Only you and the bot read this.";
  if (isPrivate(channel)) return "The bot is no member of this group. Who has it installed can use its commands here.";
  if (!store.guild.has_bot) return "The bot is no member of this server. Who has it installed can use its commands here.";
  return "This is the beginning of the channel.";
}

/** The list as a log: what is added to it is read out, once what was there before has been shown. */
function logView(children, live) {
  return h(
    "div",
    { class: "messages", role: "log", "aria-live": live ? "polite" : "off", "aria-relevant": "additions" },
    children,
  );
}

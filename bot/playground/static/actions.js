/**
 * What presses on messages mean: the one place where `data-action` names are carried out.
 * @module
 */

import { newNonce } from "./api.js";
import { displayName } from "./avatars.js";
import { findComponent } from "./components.js";
import { openLightbox } from "./lightbox.js";
import { openMenu } from "./menu.js";
import { itemsOf, openSelect } from "./select.js";

const USER_COMMAND = 2;
const MESSAGE_COMMAND = 3;
const LONG_PRESS_MS = 500;

export class Actions {
  #deeds = {
    press: (control, message) => this.#press(message, control.dataset.customId),
    select: (control, message) => this.#select(control, message),
    open: (control, message, article) => this.#openLarge(control, article),
    apps: (control, message) => this.#messageMenu(control, message),
    person: (control) => this.#personMenu(control),
    delete: (control, message) => this.#delete(message),
    forget: (control, message, article) => this.store.pending.drop(article.dataset.nonce),
    jump: (control) => this.#jump(control.dataset.target),
    reveal: (control) => control.setAttribute("data-revealed", ""),
    try: () => this.onTry(),
  };

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./session.js").Session} session
   * @param {{onTry: () => void, complain: (text: string) => void}} owner
   */
  constructor(store, session, { onTry, complain }) {
    Object.assign(this, { store, session, onTry, complain });
  }

  /** Hears every press inside `element`. */
  listen(element) {
    element.addEventListener("click", (event) => this.#heard(event));
    element.addEventListener("contextmenu", (event) => this.#contextMenu(event));
    element.addEventListener("keydown", (event) => this.#key(event));
    this.#listenForLongPress(element);
  }

  #heard(event) {
    const control = event.target.closest("[data-action]");
    if (!control) return;
    const hiddenPicture = control.matches(".picture-spoiler:not([data-revealed])");
    if (hiddenPicture) return control.setAttribute("data-revealed", "");
    const article = control.closest("article");
    this.#deeds[control.dataset.action]?.(control, this.#messageOf(article), article);
  }

  #messageOf(article) {
    return article?.dataset.id ? this.store.message(this.store.currentId, article.dataset.id) : null;
  }

  #press(message, customId) {
    if (!this.store.pending.holds(message.id, customId)) this.#component(message, customId, undefined);
  }

  #select(control, message) {
    const { customId } = control.dataset;
    const data = findComponent(message.components, customId);
    openSelect(control, data, itemsOf(data, this.store), (values) => this.#component(message, customId, values));
  }

  #component(message, customId, values) {
    const entry = { nonce: newNonce(), channelId: message.channel_id, messageId: message.id, customId };
    this.#begin(
      entry,
      this.session.api.component({
        channel_id: message.channel_id,
        message_id: message.id,
        custom_id: customId,
        nonce: entry.nonce,
        values,
      }),
    );
  }

  async #begin(entry, request) {
    this.store.pending.begin(entry);
    try {
      await request;
    } catch (refusal) {
      this.store.pending.fail(entry.nonce, refusal.message);
    }
  }

  #openLarge(control, article) {
    const buttons = [...(article ?? document).querySelectorAll("[data-action=open]")];
    const pictures = buttons.map((button) => ({
      src: button.dataset.full,
      alt: button.querySelector("img").alt,
      name: button.dataset.name,
    }));
    openLightbox(pictures, buttons.indexOf(control));
  }

  #messageMenu(anchor, message) {
    if (!message) return;
    const items = this.store
      .commandsOf(MESSAGE_COMMAND)
      .map((command) => ({ label: command.name, icon: "apps", run: () => this.#target(command, message.id) }));
    if (this.store.mayDelete(message))
      items.push({ label: "Delete message", icon: "trash", danger: true, run: () => this.#delete(message) });
    openMenu(anchor, { title: "Apps", items, empty: "No app offers anything for this message." });
  }

  #personMenu(control) {
    const user = this.store.user(control.dataset.user);
    if (!user) return;
    const items = this.store
      .commandsOf(USER_COMMAND)
      .map((command) => ({ label: command.name, icon: "apps", run: () => this.#target(command, user.id) }));
    openMenu(control, { title: displayName(user), items, empty: "No app offers anything for this person." });
  }

  #target(command, targetId) {
    const channelId = this.store.currentId;
    const entry = { nonce: newNonce(), channelId, command: command.name };
    this.#begin(
      entry,
      this.session.api.command(
        { channel_id: channelId, command_id: command.id, nonce: entry.nonce, options: [], target_id: targetId },
        [],
      ),
    );
  }

  async #delete(message) {
    try {
      await this.session.api.remove(message.channel_id, message.id);
    } catch (refusal) {
      this.complain(refusal.message);
    }
  }

  #jump(messageId) {
    const article = document.querySelector(`article[data-id="${CSS.escape(messageId)}"]`);
    if (!article) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    article.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
    article.focus({ preventScroll: true });
  }

  #contextMenu(event) {
    const article = event.target.closest("article[data-id]");
    if (!article || event.target.closest("a[href], .popup") || !getSelection().isCollapsed) return;
    event.preventDefault();
    this.#messageMenu(new DOMRect(event.clientX, event.clientY, 0, 0), this.#messageOf(article));
  }

  /** On a focused message: Enter opens its menu, Delete removes it where that is allowed. */
  #key(event) {
    if (!event.target.matches("article[data-id]")) return;
    const message = this.#messageOf(event.target);
    if (event.key === "Enter")
      this.#messageMenu(event.target.querySelector("[data-action=apps]") ?? event.target, message);
    else if (event.key === "Delete" && message && this.store.mayDelete(message)) this.#delete(message);
    else return;
    event.preventDefault();
  }

  /** A finger that rests on a message opens its menu; letting go is then no press of what lies under it. */
  #listenForLongPress(element) {
    let timer = null;
    let opened = false;
    const cancel = () => clearTimeout(timer);
    const open = (event, article) => {
      opened = true;
      this.#messageMenu(new DOMRect(event.clientX, event.clientY, 0, 0), this.#messageOf(article));
    };
    element.addEventListener("pointerdown", (event) => {
      opened = false;
      const article = event.target.closest("article[data-id]");
      if (event.pointerType === "touch" && article) timer = setTimeout(open, LONG_PRESS_MS, event, article);
    });
    for (const type of ["pointerup", "pointercancel", "pointermove"]) element.addEventListener(type, cancel);
    element.addEventListener("click", (event) => opened && event.stopImmediatePropagation(), true);
  }
}

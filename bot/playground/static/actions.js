/**
 * What presses on messages mean: the one place where `data-action` names are carried out.
 * @module
 */

import { newNonce } from "./api.js";
import { findComponent } from "./components.js";
import { openLightbox } from "./lightbox.js";
import { Menus } from "./menus.js";
import { listenForMenus } from "./pressing.js";
import { itemsOf, openSelect } from "./select.js";

export class Actions {
  #deeds = {
    press: (control, message) => this.#press(message, control.dataset.customId),
    select: (control, message) => this.#select(control, message),
    open: (control, message, article) => this.#openLarge(control, article),
    apps: (control, message) => this.menus.message(control, message),
    person: (control) => this.menus.person(control, control.dataset.user),
    forward: (control, message) => this.menus.forward(control, message),
    delete: (control, message) => this.menus.remove(message),
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
    Object.assign(this, { store, session, onTry });
    this.menus = new Menus(store, session, (entry, request) => this.#begin(entry, request), complain);
  }

  /** Hears every press inside `element`. */
  listen(element) {
    element.addEventListener("click", (event) => this.#heard(event));
    element.addEventListener("keydown", (event) => this.#key(event));
    const has = (target) => Boolean(target.closest("article[data-id], [data-action=person]"));
    listenForMenus(element, has, (...press) => this.#openMenuAt(...press));
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
    const items = itemsOf(data, this.store);
    const chosen = this.store.picks.in(message, data, items);
    const offered = items.map((item) => ({ ...item, chosen: chosen.includes(item) }));
    openSelect(control, data, offered, (values) => {
      this.store.picks.note(message, customId, values);
      this.#component(message, customId, values);
    });
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

  #jump(messageId) {
    const article = document.querySelector(`article[data-id="${CSS.escape(messageId)}"]`);
    if (!article) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    article.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
    article.focus({ preventScroll: true });
  }

  /** On a focused message: Enter opens its menu, Delete removes it where that is allowed. */
  #key(event) {
    if (!event.target.matches("article[data-id]")) return;
    const message = this.#messageOf(event.target);
    if (event.key === "Enter")
      this.menus.message(event.target.querySelector("[data-action=apps]") ?? event.target, message);
    else if (event.key === "Delete" && message && this.store.mayDelete(message)) this.menus.remove(message);
    else return;
    event.preventDefault();
  }

  /** Whose menu a press means: a person's where their name or face is; a finger on a message means the message. */
  #openMenuAt(at, target, touched) {
    const person = target.closest("[data-action=person]");
    const article = target.closest("article[data-id]");
    if (person && !(touched && article)) return this.menus.person(at, person.dataset.user);
    this.menus.message(at, this.#messageOf(article));
  }
}

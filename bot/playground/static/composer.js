/**
 * Writing: a message with files, or a slash command through its form. Owns what is typed; sends through its owner.
 * @module
 */

import { CommandForm } from "./command-form.js";
import { growing, h } from "./dom.js";
import { FileDrop } from "./filedrop.js";
import { icon, iconButton } from "./icons.js";
import { openMenu } from "./menu.js";
import { Picker } from "./picker.js";
import { channelName, isPrivate, THREAD_TYPES } from "./places.js";

const MOST_FILES = 10;

export class Composer {
  #form = null;
  #last = null;
  #sending = false;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./deeds.js").Deeds} deeds
   */
  constructor(store, deeds) {
    this.store = store;
    this.deeds = deeds;
    this.textbox = growing(
      h("textarea", {
        class: "textbox",
        rows: "1",
        "aria-label": "Message",
        "aria-autocomplete": "list",
        autocomplete: "off",
        maxlength: "2000",
      }),
    );
    this.send = h(
      "button",
      { type: "submit", class: "send", title: "Send" },
      icon("send"),
      h("span", { class: "send-word" }, "Send"),
    );
    this.attach = iconButton("plus", "Attach files", { class: "attach" });
    this.tray = new FileDrop({
      id: "upload",
      most: MOST_FILES,
      limit: Infinity,
      onChange: () => this.#renderTray(),
      onError: deeds.complain,
    });
    this.again = h(
      "button",
      { type: "button", class: "again", hidden: true, title: "Arrow up" },
      icon("restart"),
      "Repeat last command",
    );
    this.picker = new Picker(store, this.textbox, (leaf) => this.open(leaf));
    this.stickers = iconButton("sticker", "Stickers", { class: "attach", "aria-haspopup": "menu" });
    this.line = h("div", { class: "composer-line" }, this.attach, this.textbox, this.stickers);
    this.formPlace = h("div", { class: "form-place" });
    this.tray.element.classList.add("tray");
    this.tray.input.setAttribute("aria-label", "Upload");
    this.element = h(
      "form",
      { class: "composer" },
      this.picker.element,
      h("div", { class: "composer-box" }, this.tray.element, this.formPlace, this.line, this.send),
    );
    this.#listen();
    this.#renderTray();
  }

  focus() {
    if (this.#form) this.#form.focus();
    else this.textbox.focus();
  }

  /** Opens the form of a command. */
  open(leaf) {
    const form = new CommandForm(leaf, {
      store: this.store,
      autocomplete: (options) => this.deeds.autocomplete(leaf, options),
      onSend: () => this.#submit(),
      onLeave: () => this.leave(),
    });
    this.#show(form);
    return form;
  }

  /** Closes the form of a command, back to the message. */
  leave() {
    if (!this.#form) return;
    this.#release(this.#form);
    this.#form = null;
    this.formPlace.replaceChildren();
    this.element.classList.remove("composer-command");
    this.line.hidden = false;
    this.again.hidden = !this.#last;
    this.textbox.focus();
  }

  /** Forgets the last command: it was somebody else's. */
  forget() {
    this.leave();
    this.#last?.release();
    this.#last = null;
    this.again.hidden = true;
  }

  #show(form) {
    this.leave();
    this.textbox.value = "";
    this.picker.close();
    this.#form = form;
    this.formPlace.replaceChildren(form.element);
    this.element.classList.add("composer-command");
    this.line.hidden = true;
    this.again.hidden = true;
    form.focus();
  }

  /** A sent form is kept, so that a prompt can be changed a little and sent again. */
  #keep(form) {
    if (this.#last !== form) this.#last?.release();
    this.#last = form;
  }

  #release(form) {
    if (form !== this.#last) form.release();
  }

  /** The option that files dropped on the channel would fill; null if they would hang on a message. */
  get fileOption() {
    return this.#form?.fileOption ?? null;
  }

  takeFiles(files) {
    if (this.#form) return void this.#form.takeFiles(files);
    this.tray.limit = this.store.limits.attachment_size;
    this.tray.add(files);
    this.textbox.focus();
  }

  /** Names the place in the composer's hint. */
  refresh() {
    const channel = this.store.current;
    this.textbox.placeholder = channel ? `Message ${placeOf(channel, this.store)}` : "";
    this.stickers.hidden = !this.store.guild.stickers.length;
    if (this.picker.open) this.picker.update();
  }

  #offerStickers() {
    const items = this.store.guild.stickers.map((sticker) => ({
      label: sticker.name,
      picture: `/cdn/stickers/${sticker.id}.png`,
      run: () => this.deeds.sticker(sticker.id),
    }));
    openMenu(this.stickers, { title: "Stickers", items, empty: "This server has no stickers." });
  }

  #listen() {
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.textbox.addEventListener("input", () => this.picker.update());
    this.textbox.addEventListener("blur", () => this.picker.close());
    this.textbox.addEventListener("focus", () => this.textbox.value.startsWith("/") && this.picker.update());
    this.textbox.addEventListener("keydown", (event) => this.#key(event));
    this.again.addEventListener("click", () => this.#show(this.#last));
    this.stickers.addEventListener("click", () => this.#offerStickers());
    this.attach.addEventListener("click", () => {
      this.tray.limit = this.store.limits.attachment_size;
      this.tray.input.click();
    });
  }

  #key(event) {
    if (this.picker.key(event)) return event.preventDefault();
    if (event.key === "ArrowUp" && !this.textbox.value && this.#last) this.#show(this.#last);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #renderTray() {
    this.tray.element.hidden = this.tray.files.length === 0;
  }

  async #submit() {
    if (this.#sending) return;
    this.#sending = true;
    this.element.setAttribute("aria-busy", "true");
    try {
      await (this.#form ? this.#sendCommand(this.#form) : this.#sendMessage());
    } finally {
      this.#sending = false;
      this.element.removeAttribute("aria-busy");
    }
  }

  async #sendCommand(form) {
    const filled = form.read();
    if (!filled) return;
    try {
      await this.deeds.run(form.leaf, filled);
      this.#keep(form);
      if (this.#form === form) this.leave();
    } catch (refusal) {
      form.refuse(refusal);
    }
  }

  async #sendMessage() {
    const content = this.textbox.value.trim();
    const { files } = this.tray;
    if (!content && !files.length) return;
    try {
      await this.deeds.say(content, files);
      this.textbox.value = "";
      this.tray.clear();
      this.textbox.focus();
    } catch (refusal) {
      this.deeds.complain(refusal.message);
    }
  }
}

function placeOf(channel, store) {
  if (THREAD_TYPES.has(channel.type)) return "this thread";
  return `${isPrivate(channel) ? "" : "#"}${channelName(channel, store)}`;
}

/**
 * What a person does that begins in the composer, the header or a modal, as calls of the server. Failures that belong to
 * a form are thrown to it as `Refusal`.
 * @module
 */

import { newNonce } from "./api.js";
import { Modal } from "./modal.js";

export class Deeds {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./session.js").Session} session
   * @param {(text: string) => void} complain
   */
  constructor(store, session, complain) {
    Object.assign(this, { store, session, complain });
  }

  /** Posts a message. */
  async say(content, files) {
    await this.session.api.say({ channel_id: this.store.currentId, content, nonce: newNonce() }, files);
  }

  /** Sends a sticker. */
  async sticker(id) {
    await this.#tell(this.session.api.say({ channel_id: this.store.currentId, sticker_ids: [id], nonce: newNonce() }, []));
  }

  /**
   * Runs a slash command; what comes of it arrives as events.
   * @param {import("./commands.js").Leaf} leaf
   * @param {{options: object[], files: File[]}} filled
   */
  async run(leaf, { options, files }) {
    const entry = { nonce: newNonce(), channelId: this.store.currentId, command: `/${leaf.label}` };
    const payload = { channel_id: entry.channelId, command_id: leaf.command.id, nonce: entry.nonce, options };
    await this.#awaiting(entry, () => this.session.api.command(payload, files));
  }

  /** Suggestions of the bot; none if it does not answer. */
  async autocomplete(leaf, options) {
    const payload = { channel_id: this.store.currentId, command_id: leaf.command.id, options };
    const answer = await this.session.api.autocomplete(payload).catch(() => null);
    return answer?.choices ?? [];
  }

  async restartBot() {
    await this.#tell(this.session.api.restartBot());
  }

  /** Opens the direct messages with the bot. */
  async openDm() {
    const opened = await this.#tell(this.session.api.openDm());
    if (opened) location.hash = `#/${opened.channel_id}`;
  }

  /** Installs the application for the person, or removes it again. */
  async install(installed) {
    await this.#tell(this.session.api.install(installed));
  }

  /** What is broken on purpose, and what could be. */
  async faults() {
    return this.#tell(this.session.api.faults());
  }

  /** Breaks something. */
  async fault(name, given) {
    return this.#tell(this.session.api.fault(name, given));
  }

  /** Waits for a request; a refusal is shown. */
  async #tell(request) {
    try {
      return await request;
    } catch (refusal) {
      this.complain(refusal.message);
      return null;
    }
  }

  /** Opens a modal; it closes when its submission is answered, and stays with a word if that fails. */
  openModal({ interaction_id, modal }) {
    let sent = null;
    const onSubmit = async (components, files) => {
      sent = newNonce();
      const entry = { nonce: sent, channelId: this.store.currentId };
      const payload = { interaction_id, nonce: sent, components };
      await this.#awaiting(entry, () => this.session.api.submitModal(payload, files));
    };
    const dialog = new Modal(modal, { store: this.store, onSubmit });
    const unsubscribe = this.store.on("settled", (nonce, text) => {
      if (nonce !== sent) return;
      sent = null;
      if (text === null) return dialog.close();
      this.store.pending.drop(nonce);
      dialog.fail(text);
    });
    dialog.element.addEventListener("close", unsubscribe);
    dialog.open();
  }

  /** Makes a call whose outcome is shown as pending; a refusal is no outcome, it goes back to the form. */
  async #awaiting(entry, call) {
    this.store.pending.begin(entry);
    try {
      await call();
    } catch (refusal) {
      this.store.pending.drop(entry.nonce);
      throw refusal;
    }
  }
}

/**
 * Interactions that were sent and not answered yet, or that failed: by nonce, for the page to show as such.
 * @module
 */

/**
 * @typedef {object} Entry
 * @property {string} nonce
 * @property {string} channelId
 * @property {string} [command] name of the command, where one was run
 * @property {string} [messageId] the message whose component was used
 * @property {string} [customId] of that component
 * @property {string} [id] the interaction's id, once the server told it
 * @property {string | null} failed what the app says, once it failed
 */

export class Pending {
  #entries = new Map();

  /**
   * @param {(channelId: string) => void} onChange
   * @param {(nonce: string, text: string | null) => void} onEnd the text is null unless it failed
   */
  constructor(onChange, onEnd) {
    this.onChange = onChange;
    this.onEnd = onEnd;
  }

  /** Entries of one channel, oldest first. */
  in(channelId) {
    return [...this.#entries.values()].filter((entry) => entry.channelId === channelId);
  }

  /** True while a press of this component is on its way. */
  holds(messageId, customId) {
    return [...this.#entries.values()].some(
      (entry) => entry.messageId === messageId && entry.customId === customId && !entry.failed,
    );
  }

  /** Begins to wait; an earlier failure at the same message is forgotten. */
  begin(entry) {
    for (const [nonce, old] of this.#entries) {
      if (old.failed && old.messageId && old.messageId === entry.messageId) this.#entries.delete(nonce);
    }
    this.#entries.set(entry.nonce, { failed: null, ...entry });
    this.onChange(entry.channelId);
  }

  /** It was answered. */
  settle(nonce) {
    if (!this.#entries.has(nonce)) return;
    this.drop(nonce);
    this.onEnd(nonce, null);
  }

  /** It is of no interest any more. */
  drop(nonce) {
    const entry = this.#entries.get(nonce);
    this.#entries.delete(nonce);
    if (entry) this.onChange(entry.channelId);
  }

  /** It failed; the entry stays to be shown. */
  fail(nonce, text) {
    const entry = this.#entries.get(nonce);
    if (!entry) return;
    entry.failed = text;
    this.onEnd(nonce, text);
    this.onChange(entry.channelId);
  }

  identify(nonce, id) {
    const entry = this.#entries.get(nonce);
    if (entry) entry.id = id;
  }

  /** A message arrived that answers an interaction: a command's placeholder gives way to it. */
  answered(interactionId) {
    const entry = [...this.#entries.values()].find((other) => other.id && other.command && other.id === interactionId);
    if (entry) this.settle(entry.nonce);
  }

  clear() {
    this.#entries.clear();
  }
}

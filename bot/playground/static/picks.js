/**
 * What the reader picked in the selects of messages. The app keeps showing it until the message itself changes.
 * @module
 */

export class Picks {
  #picked = new Map();

  /** Remembers a pick on a message as it is now. */
  note(message, customId, values) {
    this.#picked.set(`${message.id} ${customId}`, { edited: message.edited_timestamp, values });
  }

  /**
   * The items that are picked in a select: by the reader, or beforehand by the bot.
   * @param {object} message
   * @param {object} select
   * @param {import("./select.js").Item[]} items
   */
  in(message, select, items) {
    const own = this.#picked.get(`${message.id} ${select.custom_id}`);
    if (!own || own.edited !== message.edited_timestamp) return items.filter((item) => item.chosen);
    return items.filter((item) => own.values.includes(item.value));
  }
}

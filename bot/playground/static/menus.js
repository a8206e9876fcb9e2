/**
 * The menus of messages and people: what apps offer for them, and what the app itself can do.
 * @module
 */

import { newNonce } from "./api.js";
import { displayName } from "./avatars.js";
import { localized } from "./locale.js";
import { openMenu } from "./menu.js";
import { channelIcon, channelName, rolesOf } from "./places.js";

const USER_COMMAND = 2;
const MESSAGE_COMMAND = 3;
const EPHEMERAL = 1 << 6;
const SENDS = (1n << 11n) | (1n << 38n);

export class Menus {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./session.js").Session} session
   * @param {(entry: object, request: Promise<any>) => void} begin shows an interaction as pending
   * @param {(text: string) => void} complain
   */
  constructor(store, session, begin, complain) {
    Object.assign(this, { store, session, begin, complain });
  }

  message(anchor, message) {
    if (!message) return;
    const items = this.#commands(MESSAGE_COMMAND, message.id);
    if (!(message.flags & EPHEMERAL))
      items.push({ label: "Forward", icon: "forward", run: () => this.forward(anchor, message) });
    if (this.store.mayDelete(message))
      items.push({ label: "Delete message", icon: "trash", danger: true, run: () => this.remove(message) });
    openMenu(anchor, { title: "Apps", items, empty: "No app offers anything for this message." });
  }

  person(anchor, userId) {
    const user = this.store.user(userId);
    if (!user) return;
    const roles = rolesOf(this.store.guild, user.id).map((role) => role.name);
    const title = [displayName(user), ...roles].join(" · ");
    const items = this.#commands(USER_COMMAND, user.id);
    openMenu(anchor, { title, items, empty: "No app offers anything for this person." });
  }

  /** Asks where to, then forwards. */
  forward(anchor, message) {
    const places = [...this.store.channels.values()].filter(
      (channel) => !channel.permissions || (BigInt(channel.permissions) & SENDS) !== 0n,
    );
    const items = places.map((channel) => ({
      label: channelName(channel, this.store),
      icon: channelIcon(channel),
      run: () => this.#try(this.session.api.forward(message.id, channel.id)),
    }));
    openMenu(anchor.isConnected === false ? document.body.getBoundingClientRect() : anchor, {
      title: "Forward to",
      items,
      empty: "There is nowhere to forward it to.",
    });
  }

  remove(message) {
    this.#try(this.session.api.remove(message.channel_id, message.id));
  }

  async #try(request) {
    try {
      await request;
    } catch (refusal) {
      this.complain(refusal.message);
    }
  }

  #commands(type, targetId) {
    return this.store
      .commandsOf(type)
      .map((command) => ({ label: localized(command), icon: "apps", run: () => this.#target(command, targetId) }));
  }

  #target(command, targetId) {
    const channelId = this.store.currentId;
    const entry = { nonce: newNonce(), channelId, command: localized(command) };
    const payload = { channel_id: channelId, command_id: command.id, nonce: entry.nonce, options: [] };
    this.begin(entry, this.session.api.command({ ...payload, target_id: targetId }, []));
  }
}

/**
 * What the page knows of the playground's world: one person's view, kept current by events. Knows no elements; views
 * subscribe to topics. Objects have Discord's own shape.
 * @module
 */

import { subcommands } from "./commands.js";
import { isOffered } from "./offers.js";
import { Pending } from "./pending.js";
import { Picks } from "./picks.js";
import { isPrivate, PRIVATE, THREAD_TYPES } from "./places.js";

/** Discord's permission bits that matter to a reader. */
export const MANAGE_MESSAGES = 1n << 13n;
const ADMINISTRATOR = 1n << 3n;
const TYPING_MS = 10_000;

/**
 * Topics and what they carry: `session` (everything is new), `current` (another channel is shown), `channels`,
 * `messages` (channel id), `commands`, `bot`, `typing` (channel id), `modal` (the MODAL_OPEN event), `settled` (nonce,
 * text or null), `arrived` (a message that is new to the reader), `stale` (everything should be loaded again).
 */
export class Store {
  #listeners = new Map();
  #handlers = {
    MESSAGE_CREATE: (message) => this.#arrive(message),
    MESSAGE_UPDATE: (message) => this.#put(message),
    MESSAGE_DELETE: ({ id, channel_id }) => this.#drop(channel_id, id),
    CHANNEL_CREATE: (channel) => this.#putChannel(channel),
    CHANNEL_UPDATE: (channel) => this.#putChannel(channel),
    CHANNEL_DELETE: (channel) => this.#dropChannel(channel.id),
    THREAD_CREATE: (channel) => this.#putChannel(channel),
    THREAD_UPDATE: (channel) => this.#putChannel(channel),
    THREAD_DELETE: (channel) => this.#dropChannel(channel.id),
    TYPING_START: ({ channel_id, user_id }) => this.#startTyping(channel_id, user_id),
    COMMANDS_UPDATE: ({ commands }) => this.#setCommands(commands),
    BOT_STATUS: ({ online }) => this.#setOnline(online),
    INTERACTION_PENDING: ({ nonce, id }) => this.pending.identify(nonce, id),
    INTERACTION_ACK: ({ nonce }) => this.pending.settle(nonce),
    INTERACTION_FAILED: ({ nonce, text }) => this.pending.fail(nonce, text),
    VIEW_CHANGED: () => this.#emit("stale"),
    MODAL_OPEN: (event) => this.#emit("modal", event),
  };

  me = null;
  application = null;
  bot = { user: null, online: false, restartable: false };
  people = [];
  guilds = [];
  homeId = null;
  channels = new Map();
  commands = [];
  samples = [];
  locales = [];
  limits = { attachment_size: Infinity };
  currentId = null;
  /** Changes whenever a name that messages may mention does. */
  names = 0;
  unread = new Set();
  picks = new Picks();
  pending = new Pending(
    (channelId) => this.#emit("messages", channelId),
    (nonce, text) => this.#emit("settled", nonce, text),
  );
  #messages = new Map();
  #typing = new Map();

  /** @returns {() => void} ends the subscription */
  on(topic, listener) {
    if (!this.#listeners.has(topic)) this.#listeners.set(topic, new Set());
    this.#listeners.get(topic).add(listener);
    return () => this.#listeners.get(topic).delete(listener);
  }

  #emit(topic, ...details) {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener(...details);
  }

  /** Replaces everything by what `/page/state` said to `personId`. */
  load(state, personId) {
    this.people = state.people.map((person) => ({ ...person, id: person.user.id }));
    this.me = this.people.find((person) => person.id === personId) ?? this.people[0];
    this.application = state.application;
    this.bot = state.bot;
    this.guilds = state.guilds;
    this.homeId = state.guild.id;
    this.locales = state.locales;
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.commands = state.commands;
    this.samples = state.samples;
    this.limits = state.limits;
    this.names += 1;
    this.pending.clear();
    this.#messages.clear();
    this.#emit("session");
  }

  fill(channelId, messages) {
    this.#messages.set(channelId, messages);
    this.#emit("messages", channelId);
  }

  /** Shows another channel or thread. */
  select(channelId) {
    this.currentId = channelId;
    this.unread.delete(channelId);
    this.#emit("current", channelId);
  }

  /** Takes in one event of the stream; unknown names are another version's and are left alone. */
  apply(name, data) {
    this.#handlers[name]?.(data);
  }

  /** The guild that is shown, or the place of all direct messages. */
  get guild() {
    return this.guildOf(this.current);
  }

  guildOf(channel) {
    if (isPrivate(channel)) return PRIVATE;
    return this.guilds.find((guild) => guild.id === channel?.guild_id) ?? this.guilds[0] ?? PRIVATE;
  }

  get current() {
    return this.channels.get(this.currentId) ?? null;
  }

  /** The messages of a channel, oldest first, or null while they are not loaded. */
  messagesOf(channelId) {
    return this.#messages.get(channelId) ?? null;
  }

  message(channelId, messageId) {
    return this.messagesOf(channelId)?.find((message) => message.id === messageId) ?? null;
  }

  /** A person or the bot by user id. */
  user(id) {
    if (this.bot.user?.id === id) return this.bot.user;
    return this.people.find((person) => person.id === id)?.user ?? null;
  }

  /** Who is where the person is: a guild's members with the bot, or those who talk in a direct message. */
  present() {
    const { current, guild } = this;
    if (!isPrivate(current)) return (guild.members ?? []).map((member) => member.user);
    const others = current.type === 1 ? [this.bot.user] : (current.recipients ?? []);
    return [...new Map([this.me.user, ...others].filter(Boolean).map((user) => [user.id, user])).values()];
  }

  /** The channels of a guild or, of `PRIVATE`, the direct messages. */
  textChannels(guild = this.guild) {
    const list = [...this.channels.values()].filter(
      (channel) => !THREAD_TYPES.has(channel.type) && (channel.guild_id ?? null) === guild.id,
    );
    return list.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  }

  threadsOf(channelId) {
    return [...this.channels.values()].filter(
      (channel) => THREAD_TYPES.has(channel.type) && channel.parent_id === channelId,
    );
  }

  /** What the person may do in a channel, as Discord's permission bits. */
  permissions(channel = this.current) {
    return BigInt(channel?.permissions ?? this.me?.permissions ?? 0);
  }

  mayDelete(message) {
    if (message.author.id === this.me.id || message.flags & 64) return true;
    return (this.permissions() & (MANAGE_MESSAGES | ADMINISTRATOR)) !== 0n;
  }

  /** Commands of one kind that are offered to this person here; slash commands leaf by leaf. */
  commandsOf(type) {
    const standing = {
      channel: this.current,
      hasBot: this.guild.has_bot,
      hasApp: this.me?.has_app ?? false,
      rights: this.permissions(),
    };
    const offered = this.commands.filter((command) => (command.type ?? 1) === type && isOffered(command, standing));
    return type === 1 ? offered.flatMap(subcommands) : offered;
  }

  typists(channelId) {
    const now = Date.now();
    return [...(this.#typing.get(channelId) ?? [])]
      .filter(([, until]) => until > now)
      .map(([id]) => this.user(id))
      .filter(Boolean);
  }

  #arrive(message) {
    this.pending.answered(message.interaction_metadata?.id);
    this.#typing.get(message.channel_id)?.delete(message.author.id);
    const known = this.message(message.channel_id, message.id);
    this.#put(message);
    if (known) return;
    if (message.channel_id !== this.currentId && !this.unread.has(message.channel_id)) {
      this.unread.add(message.channel_id);
      this.#emit("channels");
    }
    this.#emit("arrived", message);
  }

  #put(message) {
    const list = this.messagesOf(message.channel_id);
    if (!list) return;
    const index = list.findIndex((other) => other.id === message.id);
    if (index < 0) list.push(message);
    else list[index] = message;
    this.#emit("messages", message.channel_id);
  }

  #drop(channelId, id) {
    const list = this.messagesOf(channelId);
    if (!list) return;
    this.#messages.set(
      channelId,
      list.filter((message) => message.id !== id),
    );
    this.#emit("messages", channelId);
  }

  #putChannel(channel) {
    if (this.channels.get(channel.id)?.name !== channel.name) this.names += 1;
    this.channels.set(channel.id, { ...this.channels.get(channel.id), ...channel });
    this.#emit("channels");
    if (channel.parent_id) this.#emit("messages", channel.parent_id);
  }

  #dropChannel(id) {
    const parent = this.channels.get(id)?.parent_id;
    this.channels.delete(id);
    this.#emit("channels");
    if (this.currentId === id) this.select(parent ?? this.textChannels(this.guilds[0] ?? PRIVATE)[0]?.id ?? null);
  }

  #startTyping(channelId, userId) {
    if (userId === this.me.id) return;
    if (!this.#typing.has(channelId)) this.#typing.set(channelId, new Map());
    this.#typing.get(channelId).set(userId, Date.now() + TYPING_MS);
    this.#emit("typing", channelId);
    setTimeout(() => this.#emit("typing", channelId), TYPING_MS + 50);
  }

  #setCommands(commands) {
    this.commands = commands;
    this.#emit("commands");
  }

  #setOnline(online) {
    this.bot = { ...this.bot, online };
    this.#emit("bot");
  }
}

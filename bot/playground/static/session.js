/**
 * Being somebody: loads that person's view, follows its events, and begins again after the connection was lost. The
 * channel that is shown stands in the address.
 * @module
 */

import { Api } from "./api.js";

const KEY = "person";

export class Session {
  #source = null;
  #holds = 0;
  #held = [];
  onConnection = () => {};

  /**
   * @param {import("./store.js").Store} store
   * @param {(text: string) => void} complain
   */
  constructor(store, complain) {
    this.store = store;
    this.complain = complain;
    this.api = new Api(sessionStorage.getItem(KEY));
    addEventListener("hashchange", () => this.#follow());
    store.on("channels", () => this.#followLate());
    store.on("stale", () => this.#reload());
  }

  /** Connects as the person this tab was last, or as the first one if the server does not know them. */
  async start() {
    const state = await this.#state();
    if (!state) return;
    this.api = new Api(
      state.people.find((person) => person.user.id === this.api.person)?.user.id ?? state.people[0].user.id,
    );
    this.#connect();
  }

  /** Becomes another person. */
  become(personId) {
    sessionStorage.setItem(KEY, personId);
    this.api = new Api(personId);
    this.#connect();
  }

  #connect() {
    this.#source?.close();
    this.#held = [];
    this.#source = this.api.events({
      onOpen: () => this.#reload(),
      onLost: () => this.onConnection(false),
      onEvent: (name, data) => (this.#holds ? this.#held.push([name, data]) : this.store.apply(name, data)),
    });
  }

  /** Loads everything. */
  #reload() {
    const { api } = this;
    return this.#holding(async () => {
      const state = await this.#state();
      if (api !== this.api || !state) return;
      const known = state.people.some((person) => person.user.id === api.person);
      if (!known) return void this.become(state.people[0].user.id);
      this.store.load(state, api.person);
      await this.#follow();
      this.onConnection(true);
    });
  }

  /** Does something that reads the server's state; events that arrive meanwhile are applied afterwards, in order. */
  async #holding(work) {
    this.#holds += 1;
    await work();
    this.#holds -= 1;
    while (!this.#holds && this.#held.length) this.store.apply(...this.#held.shift());
  }

  /** The person's state. A server with another world refuses who one was; then it is asked for its own choice. */
  async #state() {
    try {
      return await this.api.state();
    } catch (refusal) {
      sessionStorage.removeItem(KEY);
      return new Api(null).state().catch(() => this.complain(refusal.message));
    }
  }

  /** Shows the channel that the address names, or the first one. */
  async #follow() {
    const named = decodeURIComponent(location.hash.replace(/^#\//, ""));
    const channel = this.store.channels.get(named) ?? this.store.textChannels(this.store.guilds[0])[0];
    if (!channel) return;
    const change = channel.id !== this.store.currentId;
    const missing = this.store.messagesOf(channel.id) === null;
    if (change || missing) this.store.select(channel.id);
    if (missing) await this.#holding(async () => this.store.fill(channel.id, await this.#messages(channel.id)));
  }

  /** A channel that the address names may become known only later. */
  #followLate() {
    const channel = this.store.channels.get(decodeURIComponent(location.hash.replace(/^#\//, "")));
    if (channel && channel.id !== this.store.currentId) this.#follow();
  }

  async #messages(channelId) {
    try {
      return await this.api.messages(channelId);
    } catch (refusal) {
      this.complain(refusal.message);
      return [];
    }
  }
}

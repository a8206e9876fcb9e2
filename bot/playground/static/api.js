/**
 * The playground's server as this page sees it: every request and the stream of events, nothing else. One `Api` speaks
 * for one person. All addresses are of this origin.
 * @module
 */

import { locale } from "./locale.js";

/** The server said no; `message` is meant to be shown as it stands. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {Record<string, string>} errors texts by option name or custom id
   */
  constructor(message, errors = {}) {
    super(message);
    this.errors = errors;
  }
}

/** What the stream of events may bring; see `Store.apply`. */
const EVENTS = [
  "MESSAGE_CREATE",
  "MESSAGE_UPDATE",
  "MESSAGE_DELETE",
  "CHANNEL_CREATE",
  "CHANNEL_UPDATE",
  "CHANNEL_DELETE",
  "THREAD_CREATE",
  "THREAD_UPDATE",
  "THREAD_DELETE",
  "TYPING_START",
  "COMMANDS_UPDATE",
  "BOT_STATUS",
  "VIEW_CHANGED",
  "INTERACTION_PENDING",
  "INTERACTION_ACK",
  "INTERACTION_FAILED",
  "MODAL_OPEN",
];

let calls = 0;

/** A name for one action, by which its events are recognised. */
export function newNonce() {
  calls += 1;
  return `${Date.now()}${String(calls).padStart(4, "0")}`;
}

export class Api {
  /** @param {string | null} person a user id; null lets the server choose */
  constructor(person) {
    this.person = person;
  }

  state() {
    return this.#get("/page/state");
  }

  messages(channelId) {
    return this.#get(`/page/channels/${channelId}/messages`);
  }

  /** @returns {EventSource} a stream that calls `onEvent(name, data)` */
  events({ onOpen, onLost, onEvent }) {
    const source = new EventSource(this.#address("/page/events"));
    source.addEventListener("open", onOpen);
    source.addEventListener("error", onLost);
    for (const name of EVENTS) source.addEventListener(name, (event) => onEvent(name, JSON.parse(event.data)));
    return source;
  }

  command(payload, files) {
    return this.#form("/page/act/command", payload, files);
  }

  autocomplete(payload) {
    return this.#json("/page/act/autocomplete", payload);
  }

  component(payload) {
    return this.#json("/page/act/component", payload);
  }

  submitModal(payload, files) {
    return this.#form("/page/act/modal", payload, files);
  }

  say(payload, files) {
    return this.#form("/page/act/message", payload, files);
  }

  forward(messageId, channelId) {
    return this.#json("/page/act/forward", { message_id: messageId, channel_id: channelId });
  }

  openDm() {
    return this.#json("/page/act/dm", {});
  }

  faults() {
    return this.#get("/page/faults");
  }

  /** Lets something go wrong; answers with what is broken then. */
  fault(name, given) {
    return this.#json(`/page/faults/${name}`, given);
  }

  install(installed) {
    return this.#json("/page/act/install", { installed });
  }

  remove(channelId, messageId) {
    return this.#json("/page/act/delete", { channel_id: channelId, message_id: messageId });
  }

  restartBot() {
    return this.#json("/page/bot/restart", {});
  }

  #address(path) {
    const query = new URLSearchParams({ locale: locale() });
    if (this.person) query.set("as", this.person);
    return `${path}?${query}`;
  }

  #get(path) {
    return this.#fetch(path, {});
  }

  #json(path, payload) {
    return this.#fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(payload),
    });
  }

  #form(path, payload, files) {
    const body = new FormData();
    body.append("payload_json", JSON.stringify(payload));
    files.forEach((file, index) => body.append(`files[${index}]`, file, file.name));
    return this.#fetch(path, { method: "POST", body });
  }

  async #fetch(path, request) {
    let response;
    try {
      response = await fetch(this.#address(path), request);
    } catch {
      throw new Refusal("The playground does not answer. Is it still running?");
    }
    const text = await response.text();
    if (response.ok) return text ? JSON.parse(text) : null;
    let refusal = {};
    try {
      refusal = JSON.parse(text);
    } catch {
      // A proxy or a crash answered; the general sentence below serves.
    }
    throw new Refusal(refusal.message ?? `The playground could not do that (${response.status}).`, refusal.errors);
  }
}

/**
 * The strip of places at the left edge: direct messages, then every guild the person is in.
 * @module
 */

import { h, hidden } from "./dom.js";
import { icon } from "./icons.js";
import { morph } from "./morph.js";
import { PRIVATE } from "./places.js";

export class Rail {
  /**
   * @param {import("./store.js").Store} store
   * @param {() => void} onPrivate asks for the direct messages while there are none yet
   */
  constructor(store, onPrivate) {
    this.store = store;
    this.element = h("nav", { class: "rail", "aria-label": "Servers" });
    this.element.addEventListener("click", (event) => event.target.closest("button") && onPrivate());
  }

  render() {
    const { guilds } = this.store;
    const view = [this.#private(), h("span", { class: "rail-line" }), guilds.map((guild) => this.#guild(guild))];
    morph(this.element, h("nav", { class: "rail", "aria-label": "Servers" }, view));
  }

  #private() {
    const own = this.store.textChannels(PRIVATE);
    const dm = own.find((channel) => channel.type === 1);
    const props = { class: "rail-place", title: PRIVATE.name, data: { key: dm ? "dm" : "no-dm" } };
    const content = [icon("at"), hidden(PRIVATE.name)];
    if (!dm) return h("button", { type: "button", ...props }, content);
    return h("a", { ...props, href: `#/${dm.id}`, "aria-current": this.#current(PRIVATE, own) }, content);
  }

  #guild(guild) {
    const channels = this.store.textChannels(guild);
    const home = guild.id === this.store.homeId;
    return h(
      "a",
      {
        class: `rail-place${home ? " rail-home" : ""}`,
        href: `#/${channels[0]?.id ?? ""}`,
        title: guild.name,
        "aria-current": this.#current(guild, channels),
        data: { key: guild.id },
      },
      home ? icon("spark") : initials(guild.name),
      hidden(guild.name),
    );
  }

  #current(place, channels) {
    if (place.id === this.store.guild.id) return "page";
    return channels.some((channel) => this.store.unread.has(channel.id)) ? "false" : null;
  }
}

function initials(name) {
  const letters = name.split(/\s+/).map((word) => word[0]);
  return h("span", { "aria-hidden": "true" }, letters.join("").slice(0, 3));
}

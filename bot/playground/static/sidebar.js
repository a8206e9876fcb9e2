/**
 * The left side: the server, its channels with their threads, and the person one is. On a phone it is a drawer.
 * @module
 */

import { avatar, displayName } from "./avatars.js";
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { morph } from "./morph.js";
import { channelIcon, channelName, PRIVATE, rolesOf } from "./places.js";
import { Rail } from "./rail.js";

export class Sidebar {
  /**
   * @param {import("./store.js").Store} store
   * @param {{onPerson: (personId: string) => void, onPrivate: () => void, settings: HTMLElement}} owner
   */
  constructor(store, { onPerson, onPrivate, settings }) {
    this.store = store;
    this.rail = new Rail(store, onPrivate);
    this.title = h("span", { class: "guild-name" });
    this.nav = h("nav", { class: "channels", "aria-label": "Channels" });
    this.person = h("select", { "aria-label": "You are", class: "person-select" });
    this.face = h("span", { class: "person-face" });
    this.role = h("span", { class: "person-role" });
    this.person.addEventListener("change", () => onPerson(this.person.value));
    this.close = iconButton("close", "Close channels", { class: "tool drawer-close", title: "Close" });
    this.close.addEventListener("click", () => this.toggle(false));
    this.scrim = h("div", { class: "scrim" });
    this.scrim.addEventListener("click", () => this.toggle(false));
    this.panel = h(
      "aside",
      { class: "sidebar", id: "sidebar" },
      this.rail.element,
      h(
        "div",
        { class: "panel" },
        h("header", { class: "guild" }, this.title, this.close),
        this.nav,
        h(
          "p",
          { class: "imitation" },
          h("b", null, "Restyle playground"),
          " is a loopback imitation of a chat server. Nothing leaves this machine.",
        ),
        h("div", { class: "person" }, this.face, h("div", { class: "person-text" }, this.person, this.role), settings),
      ),
    );
    this.element = h("div", { class: "side" }, this.scrim, this.panel);
    this.nav.addEventListener("click", (event) => event.target.closest("a") && this.toggle(false));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    for (const topic of ["session", "channels", "current"]) store.on(topic, () => this.render());
  }

  /** Opens or closes the drawer; on wide windows the side is always there. */
  toggle(open) {
    const was = this.element.classList.contains("side-open");
    this.element.classList.toggle("side-open", open);
    if (open) this.close.focus();
    else if (was) document.querySelector("[data-action=drawer]")?.focus();
  }

  render() {
    const { store } = this;
    this.rail.render();
    this.title.textContent = store.guild.name;
    morph(
      this.nav,
      h(
        "nav",
        { class: "channels", "aria-label": "Channels" },
        store.textChannels().map((channel) => this.#channel(channel)),
      ),
    );
    this.person.replaceChildren(
      ...store.people.map((person) =>
        h("option", { value: person.id, selected: person === store.me }, displayName(person.user)),
      ),
    );
    this.face.replaceChildren(avatar(store.me.user));
    this.role.textContent = this.#standing();
  }

  /** What the person is in the place that is shown. */
  #standing() {
    const { guild, me } = this.store;
    if (guild === PRIVATE) return me.has_app ? "Has the app" : "";
    const owner = guild.owner_id === me.id ? ["Owner"] : [];
    const roles = [...owner, ...rolesOf(guild, me.id).map((role) => role.name)];
    return roles.join(" · ") || "Member";
  }

  #channel(channel) {
    const threads = this.store
      .threadsOf(channel.id)
      .filter((thread) => !thread.thread_metadata?.archived || thread.id === this.store.currentId);
    return h(
      "div",
      { class: "channel", data: { key: channel.id } },
      this.#link(channel, "channel-link", icon(channelIcon(channel))),
      threads.length > 0 &&
        h(
          "ul",
          { class: "threads" },
          threads.map((thread) => h("li", { data: { key: thread.id } }, this.#link(thread, "thread-link"))),
        ),
    );
  }

  #link(channel, kind, mark) {
    const current = channel.id === this.store.currentId;
    const unread = this.store.unread.has(channel.id) && !current;
    return h(
      "a",
      {
        class: `${kind}${unread ? " unread" : ""}`,
        href: `#/${channel.id}`,
        "aria-current": current ? "page" : null,
        title: unread ? "Unread messages" : channelName(channel, this.store),
      },
      mark,
      h("span", { class: "channel-name" }, channelName(channel, this.store)),
    );
  }
}

/**
 * The people of the channel that is shown, with their roles: a drawer at the right side. A press, a right click or a
 * long press on somebody opens their menu, as on a name in the conversation.
 * @module
 */

import { appTag, avatar, displayName } from "./avatars.js";
import { h } from "./dom.js";
import { morph } from "./morph.js";
import { nameColour, rolesOf } from "./places.js";

/** The list, kept current. */
export class Members {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.element = h("div", { class: "members" });
    for (const topic of ["session", "current", "channels"]) store.on(topic, () => this.render());
  }

  render() {
    if (!this.store.me) return;
    const rows = this.store.present().map((user) => this.#row(user));
    morph(this.element, h("div", { class: "members" }, rows));
  }

  #row(user) {
    const { guild } = this.store;
    const roles = rolesOf(guild, user.id);
    const owner = guild.owner_id === user.id;
    return h(
      "button",
      { type: "button", class: "member", data: { key: user.id, action: "person", user: user.id } },
      avatar(user),
      h(
        "span",
        { class: "member-text" },
        h(
          "span",
          { class: "member-name", css: named(nameColour(guild, user.id)) },
          displayName(user),
          appTag(user),
          owner && h("span", { class: "member-owner" }, "owner"),
        ),
        h("span", { class: "member-roles" }, roles.map((role) => role.name).join(" · ") || "no roles"),
      ),
    );
  }
}

/** The style of a name in a role's colour. */
export function named(colour) {
  return colour && { "--role": colour };
}

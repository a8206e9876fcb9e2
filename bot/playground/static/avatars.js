/**
 * Faces and names of people: their picture from the CDN, or their initial on a colour of theirs.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const HUES = [252, 152, 24, 328, 200, 44, 280, 108];

/** What a person is called. */
export function displayName(user) {
  return user.global_name ?? user.username;
}

/** A round face; decoration only, the name stands beside it. */
export function avatar(user, size = "medium") {
  const hue = HUES[Number(BigInt(user.id) % BigInt(HUES.length))];
  const initial = user.bot ? icon("spark") : displayName(user).slice(0, 1).toUpperCase();
  const picture = user.avatar ? `url("/cdn/avatars/${user.id}/${user.avatar}.png?size=128")` : null;
  return h(
    "span",
    {
      class: `avatar avatar-${size}${user.bot ? " avatar-bot" : ""}`,
      css: { "--hue": String(hue), ...(picture && { "background-image": picture, "background-size": "cover" }) },
      "aria-hidden": "true",
    },
    picture ? null : initial,
  );
}

/** The mark beside a bot's name. */
export function appTag(user) {
  return user.bot ? h("span", { class: "app-tag" }, "APP") : null;
}

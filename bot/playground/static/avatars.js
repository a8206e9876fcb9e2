/**
 * Faces and names of people: coloured initials, since the playground's people have no pictures.
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
  const face = user.bot ? icon("spark") : displayName(user).slice(0, 1).toUpperCase();
  return h(
    "span",
    {
      class: `avatar avatar-${size}${user.bot ? " avatar-bot" : ""}`,
      css: { "--hue": String(hue) },
      "aria-hidden": "true",
    },
    face,
  );
}

/** The mark beside a bot's name. */
export function appTag(user) {
  return user.bot ? h("span", { class: "app-tag" }, "APP") : null;
}

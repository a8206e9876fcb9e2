/**
 * What an empty channel says to somebody who is here for the first time.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** The command, the options and the photo with which a newcomer can begin. */
export const FIRST_TRY = {
  command: "restyle",
  picture: "image",
  prompt: 'vintage travel poster that reads "VISIT MARS"',
};

/** Three steps and a button that does the first two of them. */
export function welcome(store) {
  const known = store.commandsOf(1).some((leaf) => leaf.name === FIRST_TRY.command);
  const sample = store.samples[0];
  return h(
    "div",
    { class: "welcome" },
    h("span", { class: "welcome-mark", "aria-hidden": "true" }, icon("spark")),
    h("h2", null, "Restyle a picture"),
    h(
      "p",
      { class: "welcome-lead" },
      "Give the bot a photo and say how it should look. It answers in a thread, with buttons to try again.",
    ),
    h(
      "ol",
      { class: "steps" },
      step("Type ", h("code", null, "/restyle"), " and press Enter"),
      step("Drop a photo, or pick a sample"),
      step("Say the look, and press Enter"),
    ),
    h(
      "button",
      { type: "button", class: "button button-primary button-large", data: { action: "try" }, disabled: !known },
      sample && h("img", { class: "welcome-sample", data: { src: sample.url }, alt: "" }),
      h("span", { class: "button-label" }, "Try it with a sample photo"),
    ),
    !known && h("p", { class: "subtext" }, "Waiting for the bot to register its commands…"),
  );
}

function step(...content) {
  return h("li", null, h("span", null, content));
}

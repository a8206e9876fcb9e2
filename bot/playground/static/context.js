/**
 * The line above a message that says what it answers: a message, or a command.
 * @module
 */

import { avatar, displayName } from "./avatars.js";
import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { namesFrom } from "./names.js";

const SLASH = 20;
const CONTEXT_MENU = 23;

/** The line above a message that answers something. */
export function contextLine(message, store) {
  const answered = message.referenced_message;
  if (answered) {
    return h(
      "button",
      { type: "button", class: "context-line", tabindex: "-1", data: { action: "jump", target: answered.id } },
      avatar(answered.author, "tiny"),
      h("b", null, displayName(answered.author)),
      h("span", { class: "context-text" }, excerpt(answered, store)),
    );
  }
  const by = message.interaction_metadata;
  if (!by || !by.name || ![SLASH, CONTEXT_MENU].includes(message.type)) return null;
  const user = store.user(by.user.id) ?? by.user;
  const slash = message.type === SLASH;
  return usedLine(user, slash ? `/${by.name}` : by.name);
}

/** Who ran which command. */
export function usedLine(user, command) {
  return h(
    "div",
    { class: "context-line" },
    avatar(user, "tiny"),
    h("b", null, displayName(user)),
    " used ",
    h("span", { class: "command-pill" }, command),
  );
}

/** The first words of a message, without their markup. */
export function excerpt(message, store) {
  const words =
    message.content || textsOf(message.components)[0] || (message.attachments?.length ? "a picture" : "a message");
  return markdown(words.split("\n")[0], namesFrom(store)).textContent.slice(0, 160);
}

/** Every text display among components, in order. */
function textsOf(list) {
  return (list ?? []).flatMap((data) => [...(data.content ? [data.content] : []), ...textsOf(data.components)]);
}

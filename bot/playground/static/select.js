/**
 * Choosing from a select component: the list opens beside its button; one choice closes it, several are confirmed.
 * @module
 */

import { avatar, displayName } from "./avatars.js";
import { h } from "./dom.js";
import { componentEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";
import { channelIcon } from "./places.js";

/**
 * @typedef {{value: string, label: string, description?: string, mark?: Node, chosen?: boolean}} Item
 * @param {object} data a select component
 * @param {import("./store.js").Store} store
 * @returns {Item[]} what can be chosen
 */
export function itemsOf(data, store) {
  const people = () =>
    store
      .present()
      .map((user) => ({ value: user.id, label: displayName(user), mark: avatar(user, "small") }));
  const roles = () =>
    [...(store.guild.roles ?? [])]
      .sort((a, b) => b.position - a.position)
      .map((role) => ({ value: role.id, label: role.name, mark: roleMark(role) }));
  const channels = () =>
    [...store.channels.values()]
      .filter((channel) => channel.guild_id && channel.guild_id === store.guild.id)
      .filter((channel) => !data.channel_types?.length || data.channel_types.includes(channel.type))
      .map((channel) => ({ value: channel.id, label: channel.name, mark: icon(channelIcon(channel)) }));
  const options = () =>
    data.options.map((option) => ({ ...option, mark: componentEmoji(option.emoji), chosen: option.default }));
  const sources = { 3: options, 5: people, 6: roles, 7: () => [...people(), ...roles()], 8: channels };
  const defaults = new Set((data.default_values ?? []).map((value) => value.id));
  return sources[data.type]().map((item) => ({ ...item, chosen: item.chosen || defaults.has(item.value) }));
}

/** A dot in the role's colour. */
function roleMark(role) {
  const colour = role.color ? `#${role.color.toString(16).padStart(6, "0")}` : "var(--muted)";
  return h("span", { class: "role-dot", css: { "--role": colour } });
}

/**
 * Opens the list at its button.
 * @param {HTMLElement} button
 * @param {object} data the select component
 * @param {Item[]} items
 * @param {(values: string[]) => void} onDone called once, if the reader chooses
 */
export function openSelect(button, data, items, onDone) {
  const least = data.min_values ?? 1;
  const most = Math.min(data.max_values ?? 1, items.length);
  const chosen = new Set(items.filter((item) => item.chosen).map((item) => item.value));
  const several = most > 1 || least === 0;
  const options = items.map((item) => optionView(item, several));
  const done = h("button", { type: "button", class: "button button-primary" }, "Done");
  const list = h(
    "div",
    {
      class: "listbox select-list",
      role: "listbox",
      "aria-multiselectable": several ? "true" : null,
      "aria-label": data.placeholder || "Choices",
    },
    options,
  );
  const popup = openPopup(button, h("div", null, list, several && h("div", { class: "select-foot" }, done)), {
    width: "anchor",
  });
  if (!popup) return;

  const refresh = () => {
    options.forEach((option, index) => option.setAttribute("aria-selected", String(chosen.has(items[index].value))));
    done.disabled = chosen.size < least || chosen.size > most;
  };
  const finish = () => {
    popup.close();
    onDone(items.filter((item) => chosen.has(item.value)).map((item) => item.value));
  };
  const toggle = (index) => {
    const { value } = items[index];
    if (!several) chosen.clear();
    if (chosen.has(value)) chosen.delete(value);
    else if (chosen.size < most) chosen.add(value);
    refresh();
    if (!several) finish();
  };
  options.forEach((option, index) => option.addEventListener("click", () => toggle(index)));
  done.addEventListener("click", finish);
  list.addEventListener("keydown", (event) => walk(event, options, toggle));
  refresh();
  (options.find((option) => option.getAttribute("aria-selected") === "true") ?? options[0])?.focus();
}

function optionView(item, several) {
  return h(
    "div",
    { class: "option", role: "option", tabindex: "-1" },
    item.mark,
    h(
      "span",
      { class: "option-text" },
      h("span", { class: "option-name" }, item.label),
      item.description && h("span", { class: "option-description" }, item.description),
    ),
    h("span", { class: several ? "tick tick-box" : "tick" }, icon("check")),
  );
}

function walk(event, options, toggle) {
  const at = options.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (to !== undefined) options.at(to % options.length)?.focus();
  else if ((event.key === "Enter" || event.key === " ") && at >= 0) toggle(at);
  else if (event.key.length === 1)
    options
      .slice(at + 1)
      .concat(options)
      .find((option) => option.textContent.toLowerCase().startsWith(event.key.toLowerCase()))
      ?.focus();
  else return;
  event.preventDefault();
}

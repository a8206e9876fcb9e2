/**
 * What somebody sets about themselves: the language of their app, and whether they installed the application for
 * themselves, so that its commands go with them everywhere.
 * @module
 */

import { freshId, h } from "./dom.js";
import { iconButton } from "./icons.js";
import { languageName, locale, setLocale } from "./locale.js";
import { openPopup } from "./popup.js";

/**
 * @param {import("./store.js").Store} store
 * @param {(installed: boolean) => void} onInstall
 */
export function settingsButton(store, onInstall) {
  const button = iconButton("gear", "Settings", { class: "tool", "aria-haspopup": "dialog" });
  button.addEventListener("click", () => openPopup(button, panel(store, onInstall)));
  return button;
}

function panel(store, onInstall) {
  const language = h(
    "select",
    { class: "field-input", id: freshId("language") },
    store.locales
      .map((code) => ({ code, name: languageName(code) }))
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(({ code, name }) => h("option", { value: code, selected: code === locale() }, name)),
  );
  language.addEventListener("change", () => setLocale(language.value));
  const installed = h("input", { type: "checkbox", class: "check", id: freshId("installed") });
  installed.checked = store.me.has_app;
  installed.addEventListener("change", () => onInstall(installed.checked));
  const name = store.application?.name ?? "the app";
  return h(
    "div",
    { class: "settings", role: "group", "aria-label": "Settings" },
    h("label", { class: "field-label", for: language.id }, "Language"),
    language,
    h("p", { class: "field-about" }, "Commands appear in it, and bots are told."),
    h(
      "div",
      { class: "choice" },
      installed,
      h(
        "div",
        null,
        h("label", { for: installed.id }, `Use ${name} everywhere`),
        h("p", { class: "field-about" }, "Installs it for you: also in servers and groups it is no member of."),
      ),
    ),
  );
}

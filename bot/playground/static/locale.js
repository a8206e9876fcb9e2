/**
 * The language somebody set the app to: `?locale=` of the page's address. The page itself speaks English; what changes
 * are the texts that commands bring in several languages, and what interactions say of the person.
 * @module
 */

const ENGLISH = "en-US";

/** The language of this tab, as Discord names it. */
export function locale() {
  return new URLSearchParams(location.search).get("locale") ?? ENGLISH;
}

/** Opens the page anew in another language, at the same channel. */
export function setLocale(chosen) {
  const address = new URL(location.href);
  if (chosen === ENGLISH) address.searchParams.delete("locale");
  else address.searchParams.set("locale", chosen);
  location.replace(address);
  if (address.href === location.href) location.reload();
}

/** What a language is called in itself. */
export function languageName(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
  return name ? name[0].toUpperCase() + name.slice(1) : code;
}

/**
 * A text of a command, an option or a choice in this tab's language, or as it was registered.
 * @param {object} thing
 * @param {"name" | "description"} key
 */
export function localized(thing, key = "name") {
  return thing[`${key}_localizations`]?.[locale()] ?? thing[key];
}

/**
 * Dark or light: the system's choice until the reader makes another, which is remembered.
 * @module
 */

import { h, hidden } from "./dom.js";
import { icon } from "./icons.js";

const KEY = "theme";
const light = matchMedia("(prefers-color-scheme: light)");

function chosen() {
  return localStorage.getItem(KEY) ?? (light.matches ? "light" : "dark");
}

/** The button that changes the theme; applies the present one at once. */
export function themeButton() {
  const button = h("button", { type: "button", class: "tool header-tool", title: "Theme" });
  const show = () => {
    document.documentElement.dataset.theme = chosen();
    button.replaceChildren(icon(chosen() === "dark" ? "sun" : "moon"), hidden("Theme"));
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, chosen() === "dark" ? "light" : "dark");
    show();
  });
  light.addEventListener("change", show);
  show();
  return button;
}

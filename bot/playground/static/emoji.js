/**
 * Emoji that bots use often, drawn by the page itself, so that they look alike where no emoji font is installed. All
 * others are left to the system's fonts.
 * @module
 */

import { h } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

/** Shapes of each drawing on a 24 x 24 ground: fill, path. */
const DRAWINGS = {
  "⏳": [
    ["#c98a4b", "M5 2h14v3H5z M5 19h14v3H5z"],
    ["#9fd3ee", "M7 5h10c0 4-3 5.5-3 7s3 3 3 7H7c0-4 3-5.5 3-7S7 9 7 5z"],
    ["#f2c14e", "M8.6 8.5h6.8c-.9 1.6-2.4 2.4-2.4 3.5v3.5l3.3 3.5H7.7l3.3-3.5V12c0-1.1-1.5-1.9-2.4-3.5z"],
  ],
  "🎨": [
    [
      "#d9a066",
      "M12 2.5C6.5 2.5 2 6.6 2 11.7c0 5 4.3 9.3 9.7 9.3 1.9 0 2.7-1 2.5-2.4-.2-1.5-.9-2.2-.2-3.2.8-1.1 2.2-.6 4-.8 2.5-.3 4-2.1 4-4.3 0-4.6-4.5-7.8-10-7.8z",
    ],
    ["#e5484d", "M6.8 9.3m-1.7 0a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0z"],
    ["#4aa3f0", "M11.7 6.8m-1.7 0a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0z"],
    ["#3fb950", "M16.8 8.8m-1.7 0a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0z"],
    ["#7a6ef6", "M6.9 14.3m-1.8 0a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z"],
  ],
  "📨": [
    [
      "#8fa3bf",
      "M2 6.5A1.5 1.5 0 0 1 3.5 5h17A1.5 1.5 0 0 1 22 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-17A1.5 1.5 0 0 1 2 17.5z",
    ],
    ["#eef3fa", "M3.5 6h17L12 12.8z"],
    ["#d3deec", "M3 7.3l6.4 5.2L3 17.3z M21 7.3l-6.4 5.2 6.4 4.8z"],
  ],
  "✅": [
    ["#3fae5f", "M6 2h12a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4z"],
    ["#fff", "M10 17.3L5.3 12.6l2-2L10 13.3l6.7-6.8 2 2z"],
  ],
  "🪙": [
    ["#c8922f", "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z"],
    ["#f2c14e", "M12 3.6a8.4 8.4 0 1 0 0 16.8 8.4 8.4 0 0 0 0-16.8z"],
    [
      "#9a6a1c",
      "M11 5.8h2v1.5c1.8.3 3 1.4 3.1 3h-2.2c-.1-.7-.8-1.2-1.9-1.2-1.2 0-1.9.5-1.9 1.2 0 .8.8 1 2.4 1.3 2.2.4 3.8 1.1 3.8 3.2 0 1.7-1.3 2.8-3.3 3.1v1.5h-2v-1.5c-2-.3-3.3-1.5-3.4-3.2h2.2c.1.9.9 1.4 2.2 1.4 1.3 0 2-.5 2-1.2 0-.9-.9-1.1-2.6-1.4-2.1-.4-3.6-1.1-3.6-3.1 0-1.6 1.2-2.8 3.2-3.1z",
    ],
  ],
  "🚫": [
    [
      "#e5484d",
      "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 3.2c1.5 0 2.9.5 4 1.3L6.5 16A6.8 6.8 0 0 1 12 5.2zm0 13.6c-1.5 0-2.9-.5-4-1.3L17.5 8A6.8 6.8 0 0 1 12 18.8z",
    ],
  ],
  "❌": [["#e5484d", "M5.6 3L12 9.4 18.4 3 21 5.6 14.6 12l6.4 6.4-2.6 2.6-6.4-6.4L5.6 21 3 18.4 9.4 12 3 5.6z"]],
  "⚠": [
    ["#f2b632", "M10.3 3.2a2 2 0 0 1 3.4 0l8.6 15.3a2 2 0 0 1-1.7 3H3.4a2 2 0 0 1-1.7-3z"],
    ["#2b2d36", "M10.8 8.5h2.4l-.4 6.5h-1.6z M12 16.3a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6z"],
  ],
  "🎲": [
    [
      "#f4f5f8",
      "M6 2.5h12A3.5 3.5 0 0 1 21.5 6v12a3.5 3.5 0 0 1-3.5 3.5H6A3.5 3.5 0 0 1 2.5 18V6A3.5 3.5 0 0 1 6 2.5z",
    ],
    [
      "#5546d8",
      "M7.5 5.8a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8z M16.5 14.4a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8z M12 10.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8z M16.5 5.8a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8z M7.5 14.4a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8z",
    ],
  ],
};

const PATTERN = new RegExp(`(${Object.keys(DRAWINGS).join("|")})\uFE0F?`, "u");

/** A text as nodes, its known emoji drawn. */
export function withEmoji(text) {
  const nodes = [];
  let rest = text;
  for (let match = PATTERN.exec(rest); match; match = PATTERN.exec(rest)) {
    if (match.index) nodes.push(rest.slice(0, match.index));
    nodes.push(h("span", { class: "emoji" }, drawing(match[1]), h("span", { class: "visually-hidden" }, match[0])));
    rest = rest.slice(match.index + match[0].length);
  }
  return rest ? [...nodes, rest] : nodes;
}

/** The emoji of a component: its character, or for a server's own one its name. Decoration beside a label. */
export function componentEmoji(data) {
  if (!data?.name) return null;
  const known = DRAWINGS[data.name.replace("\uFE0F", "")];
  const shown = known ? drawing(data.name.replace("\uFE0F", "")) : data.id ? `:${data.name}:` : data.name;
  return h("span", { class: "emoji", "aria-hidden": "true" }, shown);
}

function drawing(character) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const [fill, d] of DRAWINGS[character]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("fill", fill);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

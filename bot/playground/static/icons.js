/**
 * The page's own icons: 24 x 24 line drawings in the colour of the text around them.
 * @module
 */

import { h, hidden } from "./dom.js";

const DRAWINGS = {
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.6 7.2",
  apps: "M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M17 14v6 M14 17h6",
  bolt: "M13 2.5L4.5 13.5H11L10 21.5 19 10h-6.5z",
  back: "M15 5l-7 7 7 7",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12 M18 6L6 18",
  command: "M15.5 4l-7 16",
  down: "M6 9l6 6 6-6",
  download: "M12 4v11 M7 10.5l5 5 5-5 M5 20h14",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  forward: "M14 5l7 6.5-7 6.5v-4C8.5 14 5 15.5 3 19c0-6 4-10 11-10z",
  gear: "M4 7h8 M18 7h2 M15 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z M4 17h2 M12 17h8 M9 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  lock: "M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z M8 11V8a4 4 0 0 1 8 0v3",
  people: "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z M2.5 20c.6-4 3-6 6.5-6s5.900 2 6.5 6 M16 5.4a3.3 3.3 0 0 1 0 6.3 M17.5 14.3c2.3.6 3.6 2.5 4 5.7",
  sticker: "M6 4h12a2 2 0 0 1 2 2v8l-6 6H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z M20 14h-4a2 2 0 0 0-2 2v4 M8.5 10v.1 M15 10v.1 M8.5 14c.8 1 1.8 1.5 3 1.5",
  file: "M13 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9z M13 3v6h6",
  hash: "M9.5 4l-2 16 M16.5 4l-2 16 M4.5 9h16 M3.5 15h16",
  latest: "M12 5v14 M6 13l6 6 6-6",
  link: "M14 4h6v6 M20 4l-9 9 M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4",
  menu: "M4 7h16 M4 12h16 M4 17h16",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  next: "M9 5l7 7-7 7",
  picture:
    "M5 4h14a1.5 1.5 0 0 1 1.5 1.5v13A1.5 1.5 0 0 1 19 20H5a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 5 4z M4 17l5-5 4 4 2.5-2.5L20 18 M15.5 8.2a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8z",
  plus: "M12 5v14 M5 12h14",
  restart: "M19.5 12a7.5 7.5 0 1 1-2.4-5.5 M19.5 3.5v4.2h-4.2",
  send: "M4.5 12L3.5 4.5 21 12 3.5 19.5 4.5 12z M4.5 12H13",
  spark: "M12 3l2 6.5L20.5 12 14 14.5 12 21l-2-6.5L3.5 12 10 9.5z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2.5v2 M12 19.5v2 M2.5 12h2 M19.5 12h2 M5.3 5.3l1.4 1.4 M17.3 17.3l1.4 1.4 M5.3 18.7l1.4-1.4 M17.3 6.7l1.4-1.4",
  thread:
    "M4.5 4.5h15A1.5 1.5 0 0 1 21 6v9.5a1.5 1.5 0 0 1-1.5 1.5H12l-4.5 3.5V17h-3A1.5 1.5 0 0 1 3 15.5V6a1.5 1.5 0 0 1 1.5-1.5z M7.5 9h9 M7.5 12.5h5.5",
  trash: "M4.5 7h15 M9.5 7V4.5h5V7 M6.5 7l1 13h9l1-13 M10 11v5.5 M14 11v5.5",
  warning: "M12 3.5L2.5 20h19z M12 10v4.5 M12 17.3v.1",
};

const SVG = "http://www.w3.org/2000/svg";

/** The drawing called `name`, hidden from screen readers: the control around it carries the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/**
 * A button that is a drawing; its name is its tooltip and what screen readers say.
 * @param {string} drawing
 * @param {string} name
 * @param {object} [props] as for `h`
 */
export function iconButton(drawing, name, props) {
  return h("button", { type: "button", title: name, ...props }, icon(drawing), hidden(name));
}

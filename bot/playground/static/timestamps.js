/**
 * Points in time as Discord writes them, and relative ones that count by themselves.
 * @module
 */

import { h } from "./dom.js";

const LANGUAGE = "en";
const format = (options) => new Intl.DateTimeFormat(LANGUAGE, options);

const STYLES = {
  t: format({ timeStyle: "short" }),
  T: format({ timeStyle: "medium" }),
  d: format({ dateStyle: "short" }),
  D: format({ dateStyle: "long" }),
  f: format({ dateStyle: "long", timeStyle: "short" }),
  F: format({ dateStyle: "full", timeStyle: "short" }),
  s: format({ dateStyle: "short", timeStyle: "short" }),
  S: format({ dateStyle: "short", timeStyle: "medium" }),
};
const RELATIVE = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });
const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

function relative(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS.at(-1);
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}

/** `<t:unix:style>` as an element; style R is kept current by `keepCounting`. */
export function timestamp(unix, style) {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return document.createTextNode(`<t:${unix}:${style}>`);
  const text = style === "R" ? relative(date) : (STYLES[style] ?? STYLES.f).format(date);
  const data = style === "R" ? { relative: String(unix) } : {};
  return h("time", { class: "stamp", datetime: date.toISOString(), title: STYLES.F.format(date), data }, text);
}

/** When a message was written: the hour today, the day as well before that. */
export function written(iso) {
  const date = new Date(iso);
  return h("time", { datetime: iso, title: STYLES.F.format(date) }, sayWritten(date));
}

function sayWritten(date) {
  const day = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((day(Date.now()) - day(date)) / 86_400_000);
  if (days === 0) return STYLES.t.format(date);
  if (days === 1) return `Yesterday at ${STYLES.t.format(date)}`;
  return `${STYLES.d.format(date)}, ${STYLES.t.format(date)}`;
}

/** The bare hour, for the margin of a message that follows its author's last one. */
export function hour(iso) {
  return h("time", { datetime: iso }, STYLES.t.format(new Date(iso)));
}

/** Lets every relative point in time under `root` count, second by second. */
export function keepCounting(root) {
  setInterval(() => {
    for (const element of root.querySelectorAll("time[data-relative]")) {
      const text = relative(new Date(Number(element.dataset.relative) * 1000));
      if (element.textContent !== text) element.firstChild.data = text;
    }
  }, 1000);
}

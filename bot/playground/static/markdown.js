/**
 * Discord's message markup as elements. Blocks are found line by line, spans by the earliest rule that matches;
 * whatever no rule knows stays text.
 * @module
 */

import { h, webAddress } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { timestamp } from "./timestamps.js";

/**
 * @typedef {{user: (id: string) => object | null, channel: (id: string) => object | null,
 *   role: (id: string) => object | null}} Names whom and what mentions may name
 */

/**
 * The blocks of a message.
 * @param {string} text
 * @param {Names} names
 * @returns {DocumentFragment}
 */
export function markdown(text, names) {
  const fragment = document.createDocumentFragment();
  fragment.append(...blocks(text.replace(/\r\n?/g, "\n"), names));
  return fragment;
}

/** Blocks by their first line; each takes what belongs to it from the front of the text. */
const BLOCKS = [
  [
    /^```(?:([\w+-]+)\n)?\n?([\s\S]+?)\n?```\n?/,
    ([, language, code]) => h("pre", { class: "code-block" }, h("code", { data: { language } }, code)),
  ],
  [
    /^(#{1,3})[ \t]+(.+)(?:\n|$)/,
    ([, marks, title], names) =>
      h(`h${marks.length + 2}`, { class: `heading heading-${marks.length}` }, spans(title, names)),
  ],
  [/^-#[ \t]+(.+)(?:\n|$)/, ([, small], names) => h("p", { class: "subtext" }, spans(small, names))],
  [/^>>> ([\s\S]+)$/, ([, quoted], names) => h("blockquote", null, blocks(quoted, names))],
  [
    /^(?:> ?.*(?:\n|$))+/,
    ([quoted], names) => h("blockquote", null, blocks(quoted.replace(/^> ?/gm, "").replace(/\n$/, ""), names)),
  ],
  [/^(?:[ \t]*(?:[-*]|\d{1,9}\.)[ \t]+.+(?:\n|$)(?: {2,}.+(?:\n|$))*)+/, ([items], names) => list(items, names)],
  [/^\n+/, () => null],
];
const QUOTE = BLOCKS[4][0];

function blocks(text, names) {
  const found = [];
  let rest = text;
  while (rest) {
    const [match, build] = firstBlock(rest);
    if (match) {
      found.push(build(match, names));
      rest = rest.slice(match[0].length);
    } else {
      const paragraph = takeParagraph(rest);
      found.push(h("p", null, spans(paragraph.replace(/\n$/, ""), names)));
      rest = rest.slice(paragraph.length);
    }
  }
  return found.filter(Boolean);
}

function firstBlock(text) {
  for (const [pattern, build] of BLOCKS) {
    if (pattern === QUOTE && !/^> /.test(text)) continue;
    const match = pattern.exec(text);
    if (match) return [match, build];
  }
  return [null, null];
}

/** Lines up to the next one that begins a block of its own, or to a block of code inside a line. */
function takeParagraph(text) {
  let end = lineEnd(text, 0);
  while (end < text.length && !firstBlock(text.slice(end))[0]) end = lineEnd(text, end);
  const code = text.slice(0, end).indexOf("```");
  return text.slice(0, code > 0 && text.indexOf("```", code + 3) > 0 ? code : end);
}

function lineEnd(text, from) {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline + 1;
}

const ITEM = /^([ \t]*)([-*]|\d{1,9}\.)[ \t]+(.+)$/;

/** A list; deeper indentation opens a list inside the last item. */
function list(text, names) {
  const lines = text.replace(/\n$/, "").split("\n");
  const [, , mark] = ITEM.exec(lines[0]);
  const start = /\d/.test(mark) ? Number.parseInt(mark, 10) : null;
  const element = h(start === null ? "ul" : "ol", { start: start === null || start === 1 ? null : start });
  const depth = ITEM.exec(lines[0])[1].length;
  let inner = [];
  const closeInner = () => {
    if (!inner.length) return;
    const item = element.lastElementChild;
    item.append(
      ITEM.test(inner[0])
        ? list(inner.join("\n"), names)
        : h("p", null, spans(inner.map((l) => l.trim()).join("\n"), names)),
    );
    inner = [];
  };
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (element.children.length && (!item || item[1].length > depth + 1)) {
      inner.push(line);
      continue;
    }
    closeInner();
    element.append(h("li", null, spans(item[3], names)));
  }
  closeInner();
  return element;
}

/** Spans; the earliest match wins, of two at one place the one listed first. */
const SPANS = [
  [/\\([^A-Za-z0-9\s])/, ([, character]) => document.createTextNode(character)],
  [/(`{1,2})([^`]+)\1/, ([, , code]) => h("code", null, code)],
  [/<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/, ([, unix, style]) => timestamp(Number(unix), style ?? "f")],
  [/<@!?(\d+)>/, ([, id], names) => pill("user", `@${nameOf(names.user(id)) ?? "unknown-user"}`, id)],
  [/<@&(\d+)>/, ([, id], names) => pill("role", `@${names.role(id)?.name ?? "unknown-role"}`)],
  [/<#(\d+)>/, ([, id], names) => channelPill(id, names)],
  [/<\/([^:>]+):\d+>/, ([, name]) => pill("command", `/${name}`)],
  [/<a?(:\w+:)\d+>/, ([, name]) => h("span", { class: "custom-emoji" }, name)],
  [/@(everyone|here)\b/, ([whole]) => pill("everyone", whole)],
  [/\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, ([, text, address], names) => link(address, spans(text, names))],
  [/<(https?:\/\/[^\s>]+)>/, ([, address]) => link(address, address)],
  [/https?:\/\/[^\s<]+[^\s<.,:;"'\])*_|]/, ([address]) => link(address, address)],
  [/\|\|([\s\S]+?)\|\|/, ([, text], names) => spoiler(spans(text, names))],
  [/\*\*\*(?=\S)([\s\S]+?\S?)\*\*\*/, ([, text], names) => h("strong", null, h("em", null, spans(text, names)))],
  [/\*\*(?=\S)([\s\S]+?)\*\*(?!\*)/, ([, text], names) => h("strong", null, spans(text, names))],
  [/__([\s\S]+?)__(?!_)/, ([, text], names) => h("u", null, spans(text, names))],
  [/~~(?=\S)([\s\S]+?)~~/, ([, text], names) => h("s", null, spans(text, names))],
  [/\*(?=[^\s*])([^*]*[^\s*])\*(?!\*)/, ([, text], names) => h("em", null, spans(text, names))],
  [/\b_([^_]+)_\b/, ([, text], names) => h("em", null, spans(text, names))],
];

/** The spans of one line or paragraph. */
export function spans(text, names) {
  const found = [];
  let rest = text;
  while (rest) {
    const [match, build] = earliestSpan(rest);
    if (!match) break;
    if (match.index) found.push(...lines(rest.slice(0, match.index)));
    found.push(build(match, names));
    rest = rest.slice(match.index + match[0].length);
  }
  return rest ? [...found, ...lines(rest)] : found;
}

function earliestSpan(text) {
  let best = [null, null];
  for (const [pattern, build] of SPANS) {
    const match = pattern.exec(text);
    if (match && (!best[0] || match.index < best[0].index)) best = [match, build];
  }
  return best;
}

function lines(text) {
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), ...withEmoji(line)] : withEmoji(line)));
}

function nameOf(user) {
  return user && (user.global_name ?? user.username);
}

function pill(kind, text, id) {
  return h("span", { class: `mention mention-${kind}`, data: { user: id } }, text);
}

function channelPill(id, names) {
  const channel = names.channel(id);
  if (!channel) return pill("channel", "#unknown");
  const name = channel.parent_id && channel.thread_metadata ? [icon("thread"), channel.name] : `#${channel.name}`;
  return h("a", { class: "mention", href: `#/${id}` }, name);
}

function link(address, content) {
  const href = webAddress(address);
  return href
    ? h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, content)
    : h("span", null, content);
}

function spoiler(content) {
  return h(
    "button",
    { type: "button", class: "spoiler", title: "Spoiler", data: { action: "reveal" } },
    h("span", null, content),
  );
}

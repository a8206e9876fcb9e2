/**
 * Building elements. Text enters the page as text nodes only: nothing here, or anywhere in the page, parses HTML.
 * @module
 */

/**
 * An element with its attributes and children.
 * @param {string} tag
 * @param {object} [props] attributes, and three names of their own: `on` (listeners by type), `data` (dataset) and
 *   `css` (style properties, set one by one because the page's policy forbids style attributes)
 * @param {...(Node|string|null|false|Array)} children nested lists are flattened, empty values left out
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(element, name, value);
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

function assign(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
  } else if (name === "data") {
    for (const [key, item] of Object.entries(value))
      if (item !== null && item !== undefined) element.dataset[key] = item;
  } else if (name === "css") {
    for (const [property, item] of Object.entries(value)) element.style.setProperty(property, item);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Text that only screen readers meet. */
export function hidden(text) {
  return h("span", { class: "visually-hidden" }, text);
}

let serial = 0;

/** An element id that is unique on this page. */
export function freshId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

/** Lets a text area grow with its text where the style sheet's `field-sizing` is not known. */
export function growing(textarea) {
  if (CSS.supports("field-sizing", "content")) return textarea;
  textarea.addEventListener("input", () => {
    textarea.style.height = "auto";
    textarea.style.height = `${textarea.scrollHeight + 2}px`;
  });
  return textarea;
}

/** Bytes as people say them. */
export function fileSize(bytes) {
  const units = ["bytes", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** The address if it leads somewhere a link may lead, else null. */
export function webAddress(text) {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
}

/** A picture's address as this page may load it: the loopback server goes by two host names. */
export function local(address) {
  if (!URL.canParse(address)) return address ?? "";
  const url = new URL(address);
  const loopback = ["127.0.0.1", "localhost"].includes(url.hostname) && url.port === location.port;
  return loopback ? url.pathname + url.search : address;
}

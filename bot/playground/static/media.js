/**
 * Pictures and files in messages: galleries laid out by their number, attachments, file cards. Pictures reserve their
 * space before they load, and open large through the `open` action.
 * @module
 */

import { fileSize, h, hidden, local } from "./dom.js";
import { icon } from "./icons.js";

const SPOILER_FLAG = 8;

/**
 * A picture that opens large.
 * @param {{url: string, filename?: string, description?: string, width?: number, height?: number,
 *   spoiler?: boolean}} picture
 * @param {"single" | "tile" | "thumbnail"} shape
 */
export function pictureButton(picture, shape) {
  const { width, height } = picture;
  const css =
    shape === "single" && width && height ? { "--width": `${width}px`, "--ratio": `${width} / ${height}` } : null;
  const image = h("img", {
    data: { src: local(picture.url) },
    alt: picture.description || picture.filename,
    width,
    height,
    decoding: "async",
    draggable: "false",
  });
  return h(
    "button",
    {
      type: "button",
      class: `picture picture-${shape}${picture.spoiler ? " picture-spoiler" : ""}`,
      css,
      data: {
        action: "open",
        key: `picture-${local(picture.url).split("?")[0]}`,
        full: local(picture.url),
        name: picture.filename,
      },
    },
    image,
    picture.spoiler && h("span", { class: "spoiler-word" }, "Spoiler"),
    hidden("Open large"),
  );
}

/**
 * Loads the pictures of a rendering that is in the page. A view names them in `data-src` only, because an element begins
 * to load as soon as it has its address, even one that is merely compared with what is there. Signed addresses differ at
 * every reading of a message; the path says which file it is.
 */
export function loadPictures(root) {
  for (const image of root.querySelectorAll("img[data-src]")) {
    const loaded = image.getAttribute("src")?.split("?")[0];
    if (loaded !== image.dataset.src.split("?")[0]) image.src = image.dataset.src;
  }
}

/** 1 to 10 pictures in Discord's arrangement; the style sheet knows the numbers. */
export function gallery(pictures) {
  if (pictures.length === 1) return h("div", { class: "gallery gallery-1" }, pictureButton(pictures[0], "single"));
  return h(
    "div",
    { class: `gallery gallery-many gallery-${pictures.length}` },
    pictures.map((picture) => pictureButton(picture, "tile")),
  );
}

/** The picture of a gallery item or thumbnail component. */
export function pictureOf(item, attachments = []) {
  const path = local(item.media.url).split("?")[0];
  const attachment = attachments.find(
    (other) => other.id === item.media.attachment_id || local(other.url).split("?")[0] === path,
  );
  return {
    url: item.media.url,
    filename: attachment?.filename ?? decodeURIComponent(path.split("/").at(-1) ?? ""),
    description: item.description,
    width: item.media.width ?? attachment?.width,
    height: item.media.height ?? attachment?.height,
    spoiler: item.spoiler,
  };
}

function isPicture(attachment) {
  return attachment.content_type?.startsWith("image/") && attachment.width;
}

/** What hangs on a message: pictures together, then every other file as a card. */
export function attachments(list) {
  const pictures = list.filter(isPicture).map((attachment) => ({
    ...attachment,
    spoiler: attachment.filename.startsWith("SPOILER_") || (attachment.flags & SPOILER_FLAG) !== 0,
  }));
  const files = list.filter((attachment) => !isPicture(attachment));
  return [pictures.length > 0 && gallery(pictures), files.map((file) => fileCard(file.filename, file.size, file.url))];
}

/** A file as a card with its name, size and download link. */
export function fileCard(name, size, url) {
  return h(
    "div",
    { class: "file-card" },
    icon("file"),
    h("a", { class: "file-name", href: local(url), download: name }, name),
    size !== undefined && h("span", { class: "file-size" }, fileSize(size)),
  );
}

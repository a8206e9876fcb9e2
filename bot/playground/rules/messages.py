"""Messages, new and edited: lengths, embeds, files, flags, and what Components V2 does not go together with."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground import constants
from bot.playground.entities import Attachment, Message
from bot.playground.errors import Form, Place, refuse
from bot.playground.pictures import safe_filename
from bot.playground.rules.components import check_components
from bot.playground.rules.fields import Flag, Id, Items, Number, Table, Text, Whole, check_table
from bot.playground.uploads import Upload
from bot.playground.values import Json, is_list, is_object, snowflake

MOST_EMBED_TEXT = 6000
EMBED_FIELD: Table = {"name": Text(1, 256, required=True), "value": Text(1, 1024, required=True), "inline": Flag()}
EMBED: Table = {
    "title": Text(0, 256),
    "description": Text(0, 4096),
    "url": Text(1, 2048),
    "color": Number(0, 0xFFFFFF),
    "fields": Items(0, 25, Whole(EMBED_FIELD)),
    "footer": Whole({"text": Text(1, 2048, required=True)}),
    "author": Whole({"name": Text(1, 256, required=True)}),
    "image": Whole({"url": Text(1, 2048, required=True)}),
    "thumbnail": Whole({"url": Text(1, 2048, required=True)}),
}
ATTACHMENT: Table = {"id": Id(required=True), "filename": Text(1, 1024), "description": Text(0, 1024)}
ALLOWED_MENTIONS: Table = {
    "parse": Items(0, 3, Text(1, 20)),
    "users": Items(0, 100, Id()),
    "roles": Items(0, 100, Id()),
    "replied_user": Flag(),
}
MESSAGE: Table = {
    "content": Text(0, 2000),
    "tts": Flag(),
    "flags": Number(0),
    "embeds": Items(0, 10, Whole(EMBED)),
    "components": Items(0, 40),
    "attachments": Items(0, 10, Whole(ATTACHMENT)),
    "allowed_mentions": Whole(ALLOWED_MENTIONS),
    "enforce_nonce": Flag(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A message body to judge. `current` is the message it edits; `base` is where a callback keeps its form."""

    body: Json
    uploads: Mapping[int, Upload]
    size_limit: int
    current: Message | None = None
    base: Place = ()

    def after(self, field: str, now: object) -> object:
        """A field's value once the body took effect."""
        return self.body.get(field) if field in self.body else now

    @property
    def flags(self) -> int:
        """The message's flags once the body took effect; has-thread and the like stay."""
        asked = int(self.body.get("flags") or 0)
        return (self.current.flags if self.current else 0) | asked

    @property
    def kept(self) -> list[Attachment]:
        """The attachments the message keeps: those the body lists; without a list and new files, all."""
        current = self.current.attachments if self.current else []
        if not is_list(self.body.get("attachments")):
            return [] if self.uploads else current
        named = {snowflake(item.get("id")) for item in self.body["attachments"]}
        return [file for file in current if file.id in named]

    @property
    def filenames(self) -> set[str]:
        """Every name `attachment://` may use."""
        own = {name for upload in self.uploads.values() for name in (upload.filename, safe_filename(upload.filename))}
        return own | {file.filename for file in self.kept}


def check_message(given: Submission) -> None:
    """Raise what Discord would refuse the submission with."""
    form = Form(*given.base)
    check_table(form, (), given.body, MESSAGE)
    _check_nonce(form, given.body)
    form.settle()
    _check_files(form, given)
    _check_embed_sums(form, given)
    _check_flags(form, given)
    components = given.body.get("components")
    if is_list(components):
        v2 = bool(given.flags & constants.COMPONENTS_V2)
        check_components(form, ("components",), components, v2=v2, files=given.filenames)
    form.settle()
    if _is_empty(given):
        raise refuse("empty message")


def _check_nonce(form: Form, body: Json) -> None:
    nonce = body.get("nonce")
    if isinstance(nonce, str) and len(nonce) > 25:
        form.wrong(("nonce",), "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.")
    elif nonce is not None and not isinstance(nonce, str | int):
        form.wrong(("nonce",), "NONCE_TYPE_INVALID", "Must be a string or an integer.")


def _check_files(form: Form, given: Submission) -> None:
    if len(given.uploads) + len(given.kept) > 10:
        form.wrong(("attachments",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    for index, upload in given.uploads.items():
        if len(upload.data) > given.size_limit:
            text = f"File size exceeds the limit of {given.size_limit} bytes"
            form.wrong(("attachments", index), "ATTACHMENT_SIZE_EXCEEDED", text)
    known = {file.id for file in given.current.attachments} if given.current else set[int]()
    for index, item in enumerate(given.body.get("attachments") or ()):
        if snowflake(item["id"]) not in known | set(given.uploads):
            text = f"The attachment was not found: {item['id']}"
            form.wrong(("attachments", index), "ATTACHMENT_NOT_FOUND", text)


def _check_embed_sums(form: Form, given: Submission) -> None:
    if sum(embed_length(embed) for embed in given.body.get("embeds") or ()) > MOST_EMBED_TEXT:
        text = f"Embed size exceeds maximum size of {MOST_EMBED_TEXT}"
        form.wrong(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", text)


def embed_length(embed: Json) -> int:
    """The characters of an embed that count towards the sum."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [embed[key].get(part) for key, part in (("footer", "text"), ("author", "name")) if embed.get(key)]
    texts += [field[part] for field in embed.get("fields") or () for part in ("name", "value")]
    return sum(len(text) for text in texts if text)


def _check_flags(form: Form, given: Submission) -> None:
    was_v2 = bool(given.current and given.current.flags & constants.COMPONENTS_V2)
    if was_v2 and "flags" in given.body and not int(given.body["flags"] or 0) & constants.COMPONENTS_V2:
        text = "The Components V2 flag cannot be removed from a message"
        form.wrong(("flags",), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", text)
    if not given.flags & constants.COMPONENTS_V2:
        return
    current = given.current
    legacy = {
        "content": given.after("content", current.content if current else None),
        "embeds": given.after("embeds", current.embeds if current else None),
        "poll": given.body.get("poll"),
        "sticker_ids": given.body.get("sticker_ids"),
    }
    for name, value in legacy.items():
        if value:
            text = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.wrong((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text)


def _is_empty(given: Submission) -> bool:
    current = given.current
    content = given.after("content", current.content if current else None)
    rest = [
        given.after("embeds", current.embeds if current else None),
        given.after("components", current.components if current else None),
        given.kept,
        given.uploads,
        given.body.get("poll"),
        given.body.get("sticker_ids"),
    ]
    return not (isinstance(content, str) and content.strip()) and not any(rest)


def would_mention(body: Json) -> bool:
    """Whether a body lets Discord look for mentions: nothing said about them, or asked for."""
    allowed = body.get("allowed_mentions")
    return not is_object(allowed) or bool(allowed.get("parse"))

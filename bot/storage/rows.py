"""Turning rows into domain values and back. The only place that knows how a wish or an upload is written down."""

from typing import Any

from pydantic import TypeAdapter

from bot.domain.job import Job, Origin, Remover, State
from bot.domain.money import Money, Quote
from bot.domain.request import MessageRef, Place, PlaceKind, Upload, Wish
from bot.domain.result import Phase, Progress
from bot.storage.prepared import Row
from bot.storage.schema import micros, moment

_WISH = TypeAdapter(Wish)
_UPLOAD = TypeAdapter(Upload)
_UPLOADS = TypeAdapter(tuple[Upload, ...])
_NOTES = TypeAdapter(tuple[str, ...])


def uploads_row(uploads: tuple[Upload, ...]) -> str:
    """How the uploads of a draft are written down."""
    return _UPLOADS.dump_json(uploads).decode()


def uploads_from(text: str) -> tuple[Upload, ...]:
    """The inverse of `uploads_row`."""
    return _UPLOADS.validate_json(text)


def notes_row(notes: tuple[str, ...]) -> str:
    """How remarks are written down."""
    return _NOTES.dump_json(notes).decode()


def job_row(job: Job) -> dict[str, Any]:
    """What is written down of a job that was accepted; all else is as the table has it."""
    return {
        "key": job.key,
        "guild_id": job.guild_id,
        "user_id": job.user_id,
        "state": job.state,
        "wish": _WISH.dump_json(job.wish).decode(),
        "origin": job.origin,
        "parent": job.parent,
        "root": job.root,
        "version": job.version,
        "parent_version": job.parent_version,
        "picture": job.picture,
        "channel_id": job.place.channel_id,
        "place": job.place.kind,
        "parent_channel_id": job.place.parent_id,
        "upload": _upload_row(job.upload),
        "mask": _upload_row(job.mask),
        "upload_limit": job.upload_limit,
        "locale": job.locale,
        "answer_token": job.answer_token,
        "engine": job.engine,
        "summary": job.summary,
        "quoted_about": job.quote.about.micros if job.quote else None,
        "quoted_at_most": job.quote.at_most.micros if job.quote else None,
        "notes": notes_row(job.notes),
        "created": micros(job.created),
    }


def job_from(row: Row) -> Job:
    """A job as the rest of the house sees it, of a row that has the columns of `job`."""
    return Job(
        key=row.key,
        guild_id=row.guild_id,
        user_id=row.user_id,
        state=State(row.state),
        attempt=row.attempt,
        revision=row.revision,
        wish=_WISH.validate_json(row.wish),
        origin=Origin(row.origin),
        parent=row.parent,
        root=row.root,
        version=row.version,
        parent_version=row.parent_version,
        picture=row.picture,
        place=Place(channel_id=row.channel_id, kind=PlaceKind(row.place), parent_id=row.parent_channel_id),
        upload=_upload(row.upload),
        mask=_upload(row.mask),
        upload_limit=row.upload_limit,
        locale=row.locale,
        engine=row.engine,
        summary=row.summary,
        quote=_quote(row.quoted_about, row.quoted_at_most),
        billed=None if row.billed is None else Money(row.billed),
        card=_message(row.card_channel_id, row.card_message_id),
        answer_token=row.answer_token,
        source_hangs=bool(row.source_hangs),
        result=_message(row.result_channel_id, row.result_message_id),
        reference=row.reference,
        reason=row.reason,
        progress=_progress(row.phase, row.drawn),
        face=row.face,
        held_up=row.held_up,
        deleted_by=Remover(row.deleted_by) if row.deleted_by else None,
        notes=_NOTES.validate_json(row.notes),
        created=moment(row.created),
        started=moment(row.started) if row.started else None,
        ended=moment(row.ended) if row.ended else None,
    )


def _upload_row(upload: Upload | None) -> str | None:
    return None if upload is None else _UPLOAD.dump_json(upload).decode()


def _upload(text: str | None) -> Upload | None:
    return None if text is None else _UPLOAD.validate_json(text)


def _quote(about: int | None, at_most: int | None) -> Quote | None:
    if about is None or at_most is None:
        return None
    return Quote(about=Money(about), at_most=Money(at_most))


def _progress(phase: str | None, drawn: float | None) -> Progress | None:
    if phase is None and drawn is None:
        return None
    return Progress(phase=Phase(phase) if phase else None, fraction=drawn)


def _message(channel_id: int | None, message_id: int | None) -> MessageRef | None:
    if channel_id is None or message_id is None:
        return None
    return MessageRef(channel_id=channel_id, message_id=message_id)

"""Interactions from the press of a key to the bot's answer: who may answer, how, and until when.

An interaction waits three seconds for its first answer; its token then serves edits and follow-ups for fifteen minutes.
The clock runs from the moment the interaction was sent to the moment its callback was judged.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import replace

from bot.playground import constants
from bot.playground.constants import Callback, CommandKind, InteractionKind, MessageKind
from bot.playground.entities import Channel, Message, Origin
from bot.playground.errors import Form, malformed, refuse
from bot.playground.interaction import Interaction
from bot.playground.knobs import Knobs
from bot.playground.posts import Draft, Posts
from bot.playground.rules.commands import check_choices
from bot.playground.rules.messages import Submission, check_message
from bot.playground.rules.modals import check_modal
from bot.playground.rules.moderation import blocked_word
from bot.playground.uploads import Upload
from bot.playground.values import Json, as_list, as_object
from bot.playground.world import World

NO_RESPONSE = "The application did not respond"
ANSWERS_WITH = {
    InteractionKind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL},
    InteractionKind.COMPONENT: set(Callback) - {Callback.CHOICES},
    InteractionKind.AUTOCOMPLETE: {Callback.CHOICES},
    InteractionKind.MODAL: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE},
}
NO_FILES: Json = {"attachments": []}
MOST_FOLLOW_UPS_AS_GUEST = 5
MAKES_MESSAGE = {Callback.MESSAGE, Callback.DEFERRED_MESSAGE}
CHANGES_SOURCE = {Callback.DEFERRED_UPDATE, Callback.UPDATE}


class Interactions:
    """All interactions whose token still lives."""

    def __init__(self, world: World, posts: Posts, knobs: Knobs) -> None:
        """Send through `world`'s events, write through `posts`."""
        self._world = world
        self._posts = posts
        self._knobs = knobs
        self._by_token: dict[str, Interaction] = {}
        self._by_id: dict[int, Interaction] = {}
        self._ages: deque[Interaction] = deque()

    def open(
        self,
        kind: InteractionKind,
        user_id: int,
        channel: Channel,
        data: Json,
        *,
        nonce: str | None = None,
        source: Message | None = None,
        trigger: Origin | None = None,
        focused_kind: int | None = None,
        owners: Mapping[str, str],
        locale: str = "en-US",
        public: bool = True,
    ) -> Interaction:
        """Send an interaction to the bot and start its clock; `owners` are who brought the application here."""
        loop = asyncio.get_running_loop()
        self._forget_old(loop.time())
        key = self._world.snowflakes.next()
        origin = _origin(key, kind, user_id, data, source=source, trigger=trigger, owners=owners)
        interaction = Interaction(
            id=key,
            token=secrets.token_urlsafe(126),
            kind=kind,
            user_id=user_id,
            channel=channel,
            data=data,
            nonce=nonce,
            source=source,
            origin=origin,
            began=loop.time(),
            locale=locale,
            public=public,
            focused_kind=focused_kind,
        )
        self._by_token[interaction.token] = interaction
        self._by_id[key] = interaction
        self._ages.append(interaction)
        loop.call_soon(self._start_clock, interaction)
        self._world.emit("INTERACTION_PENDING", interaction, user_id)
        self._world.emit("INTERACTION_CREATE", interaction, user_id)
        return interaction

    def _start_clock(self, interaction: Interaction) -> None:
        """Begin the deadline once everything that is sent at the same moment is on its way."""
        loop = asyncio.get_running_loop()
        interaction.began = loop.time()
        interaction.timer = loop.call_later(self._knobs.acknowledge_within, self._give_up, interaction)

    def with_id(self, interaction_id: int) -> Interaction | None:
        """An interaction that is not too old."""
        return self._by_id.get(interaction_id)

    def answer(self, interaction_id: int, token: str, body: Json, uploads: Mapping[int, Upload]) -> Interaction:
        """The bot's first response. Refuses late, repeated and illegal ones."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id or interaction.state == "expired":
            raise refuse("unknown interaction")
        if interaction.state == "answered":
            raise refuse("already acknowledged")
        callback = self._legal(interaction, body)
        data = as_object(body.get("data"))
        if callback is Callback.UPDATE and not self._knobs.update_keeps_files:
            data = NO_FILES | data
        self._judge(interaction, callback, data, uploads)
        self._acknowledge(interaction, callback)
        self._take_effect(interaction, callback, data, uploads)
        self._world.emit("INTERACTION_ACK", interaction, interaction.user_id)
        if callback is Callback.MODAL:
            self._world.emit("MODAL_OPEN", interaction, interaction.user_id)
        interaction.answered.set()
        return interaction

    def _judge(self, interaction: Interaction, callback: Callback, data: Json, uploads: Mapping[int, Upload]) -> None:
        """Refuse a body or a place that Discord would refuse; the interaction may then be answered otherwise."""
        source, channel = interaction.source, interaction.channel
        if callback in MAKES_MESSAGE and channel.archived and channel.locked:
            raise refuse("thread closed")
        match callback:
            case Callback.MESSAGE:
                self._check(data, uploads, current=None)
                self._moderate(channel, data)
            case Callback.UPDATE if source is not None and source.id not in self._world.messages:
                raise refuse("unknown message")
            case Callback.UPDATE:
                self._check(data, uploads, current=source)
                self._moderate(channel, data)
            case Callback.MODAL:
                check_modal(data)
            case Callback.CHOICES:
                form = Form("data")
                check_choices(form, ("choices",), as_list(data.get("choices")), interaction.focused_kind)
                form.settle()
            case _:
                pass

    def _legal(self, interaction: Interaction, body: Json) -> Callback:
        allowed = ANSWERS_WITH[interaction.kind]
        if interaction.kind is InteractionKind.MODAL and interaction.source is not None:
            allowed = allowed | CHANGES_SOURCE
        kind = body.get("type")
        if not isinstance(kind, int) or kind not in allowed:
            listed = ", ".join(str(int(one)) for one in sorted(allowed))
            raise malformed(("type",), "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
        return Callback(kind)

    def _acknowledge(self, interaction: Interaction, callback: Callback) -> None:
        interaction.state = "answered"
        interaction.callback = callback
        interaction.ack_seconds = asyncio.get_running_loop().time() - interaction.began
        if interaction.timer is not None:
            interaction.timer.cancel()

    def _take_effect(
        self, interaction: Interaction, callback: Callback, data: Json, uploads: Mapping[int, Upload]
    ) -> None:
        hidden = _privacy(interaction, data)
        if callback in CHANGES_SOURCE:
            interaction.message = interaction.source
        if callback is Callback.MESSAGE:
            interaction.message = self._reply(interaction, data, uploads, hidden)
        elif callback is Callback.DEFERRED_MESSAGE:
            interaction.message = self._reply(interaction, {}, {}, hidden | constants.LOADING)
        elif callback is Callback.UPDATE and interaction.source is not None:
            self._posts.edit(interaction.source, data, uploads)
        elif callback is Callback.CHOICES:
            interaction.choices = as_list(data.get("choices"))
        elif callback is Callback.MODAL:
            interaction.modal = data

    def _reply(self, interaction: Interaction, data: Json, uploads: Mapping[int, Upload], flags: int) -> Message:
        from_menu = interaction.data.get("type") in (CommandKind.USER, CommandKind.MESSAGE)
        to_command = MessageKind.MENU_REPLY if from_menu else MessageKind.SLASH_REPLY
        draft = Draft(
            channel=interaction.channel,
            author_id=self._world.bot.id,
            body=data,
            uploads=uploads,
            kind=MessageKind.REPLY if interaction.source else to_command,
            flags=flags,
            origin=interaction.origin,
            answers=interaction.source,
            audience=interaction.user_id if flags & constants.EPHEMERAL else None,
            by_webhook=True,
        )
        return self._posts.post(draft)

    def _check(self, data: Json, uploads: Mapping[int, Upload], current: Message | None) -> None:
        limit = self._knobs.attachment_size_limit
        check_message(Submission(body=data, uploads=uploads, size_limit=limit, current=current, base=("data",)))

    def _moderate(self, channel: Channel, body: Json) -> None:
        if blocked_word(self._world.guild_of(channel), body) is not None:
            raise refuse("blocked word")

    def _give_up(self, interaction: Interaction) -> None:
        interaction.state = "expired"
        interaction.failed = NO_RESPONSE
        self._world.emit("INTERACTION_FAILED", interaction, interaction.user_id)
        interaction.answered.set()

    def by_webhook(self, token: str) -> Interaction:
        """The interaction a webhook token belongs to. Refuses dead, unknown and unanswered ones."""
        interaction = self._by_token.get(token)
        now = asyncio.get_running_loop().time()
        if interaction is None or now - interaction.began > self._knobs.token_life:
            raise refuse("invalid webhook token")
        if interaction.state != "answered":
            raise refuse("unknown webhook")
        return interaction

    def follow_up(self, interaction: Interaction, body: Json, uploads: Mapping[int, Upload]) -> Message:
        """A further message; the first one after a deferred answer fills the loading message."""
        first = interaction.message
        if first is not None and first.flags & constants.LOADING and first.id in self._world.messages:
            self.change(first, body, uploads)
            return first
        if interaction.as_guest and interaction.follow_ups >= MOST_FOLLOW_UPS_AS_GUEST:
            raise refuse("too many follow-ups")
        limit = self._knobs.attachment_size_limit
        check_message(Submission(body=body, uploads=uploads, size_limit=limit))
        self._moderate(interaction.channel, body)
        interaction.follow_ups += 1
        hidden = _privacy(interaction, body)
        draft = Draft(
            channel=interaction.channel,
            author_id=self._world.bot.id,
            body=body,
            uploads=uploads,
            kind=MessageKind.REPLY if first else MessageKind.DEFAULT,
            flags=hidden,
            origin=replace(interaction.origin, original_message_id=first.id if first else None),
            answers=first,
            audience=interaction.user_id if hidden else None,
            by_webhook=True,
        )
        return self._posts.post(draft)

    def change(self, message: Message, body: Json, uploads: Mapping[int, Upload]) -> None:
        """Edit one of an interaction's messages."""
        limit = self._knobs.attachment_size_limit
        check_message(Submission(body=body, uploads=uploads, size_limit=limit, current=message))
        self._moderate(self._world.channels[message.channel_id], body)
        self._posts.edit(message, body, uploads)

    def expire(self) -> int:
        """Let every token's life be over now; how many there were."""
        expired = len(self._by_token)
        self._by_token.clear()
        return expired

    def _forget_old(self, now: float) -> None:
        while self._ages and now - self._ages[0].began > self._knobs.token_life:
            old = self._ages.popleft()
            self._by_token.pop(old.token, None)
            self._by_id.pop(old.id, None)


def _origin(
    key: int,
    kind: InteractionKind,
    user_id: int,
    data: Json,
    *,
    source: Message | None,
    trigger: Origin | None,
    owners: Mapping[str, str],
) -> Origin:
    """What messages that answer this interaction will say of it."""
    target = int(data.get("target_id") or 0) or None
    return Origin(
        id=key,
        kind=kind,
        user_id=user_id,
        name=str(data.get("name", "")),
        interacted_message_id=source.id if source and kind is InteractionKind.COMPONENT else None,
        target_message_id=target if data.get("type") == CommandKind.MESSAGE else None,
        target_user_id=target if data.get("type") == CommandKind.USER else None,
        owners=dict(owners),
        trigger=trigger,
    )


def _privacy(interaction: Interaction, body: Json) -> int:
    """The ephemeral flag of a new answer: as asked, and wherever the person may not show it to others."""
    return constants.EPHEMERAL if not interaction.public else int(body.get("flags") or 0) & constants.EPHEMERAL

"""Server-sent events for the page: what one person may see, as it happens.

Each open page has a queue. A message is rendered once per event, and only if somebody looks.
"""

import asyncio
import json
from collections.abc import Callable
from itertools import count

from aiohttp import web

from bot.playground.constants import ChannelKind, InteractionKind
from bot.playground.entities import Channel, Guild, Message, User
from bot.playground.interaction import Interaction
from bot.playground.permissions import Permissions
from bot.playground.shapes import Shapes, optional_id
from bot.playground.values import Json, is_object
from bot.playground.world import Event, World

KEEP_ALIVE = 15.0
Queue = asyncio.Queue[str | None]
Audience = Callable[[int], bool]


class Feed:
    """Everybody's open pages."""

    def __init__(self, world: World, shapes: Shapes, permissions: Permissions) -> None:
        """Hear the world's events from now on."""
        self._world = world
        self._shapes = shapes
        self._permissions = permissions
        self._readers: dict[Queue, int] = {}
        self._numbers = count(1)
        world.listen(self._hear)

    async def serve(self, request: web.Request, user: User) -> web.StreamResponse:
        """GET the stream of one person, until either side goes."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        queue: Queue = asyncio.Queue()
        self._readers[queue] = user.id
        try:
            await response.write(b": welcome\n\n")
            while (text := await _next(queue)) is not None:
                await response.write(text.encode())
        except ConnectionError:
            pass
        finally:
            self._readers.pop(queue, None)
        return response

    def close(self) -> None:
        """End all streams."""
        for queue in self._readers:
            queue.put_nowait(None)

    def message(self, message: Message) -> Json:
        """A message as the page shows it: with the name of the command it answers."""
        shape = self._shapes.message(message)
        if message.origin is not None and is_object(shape.get("interaction_metadata")):
            named = message.origin.trigger or message.origin
            shape["interaction_metadata"] |= {"name": named.name}
        return shape

    def _hear(self, event: Event) -> None:
        if not self._readers:
            return
        match event.subject:
            case Message() as message if event.name == "MESSAGE_DELETE":
                data: Json = {"id": str(message.id), "channel_id": str(message.channel_id)}
                self._send(event.name, data, self._readers_of(message))
            case Message() as message:
                self._send(event.name, self.message(message), self._readers_of(message))
            case Channel() as channel:
                self._send_channel(event.name, channel)
            case Interaction(kind=kind) as interaction if kind is not InteractionKind.AUTOCOMPLETE:
                self._send_interaction(event.name, interaction)
            case (Channel() as channel, User() as user):
                typing: Json = {"channel_id": str(channel.id), "user_id": str(user.id)}
                self._send(event.name, typing, lambda reader: self._sees(reader, channel))
            case bool() as online:
                self._send(event.name, {"online": online}, _everybody)
            case Guild() | User():
                self._send("VIEW_CHANGED", {}, _everybody)
            case list() if event.name == "COMMANDS_UPDATE":
                commands = [self._shapes.command(command) for command in self._world.commands.values()]
                self._send(event.name, {"commands": commands}, _everybody)
            case _:
                pass

    def _sees(self, reader: int, channel: Channel) -> bool:
        """Whether a page shows this to its person. The bot's direct messages are theirs alone."""
        if channel.kind == ChannelKind.DM:
            return reader == channel.recipient_id
        return bool(self._permissions.in_channel(reader, channel))

    def _readers_of(self, message: Message) -> Audience:
        channel = self._world.channels.get(message.channel_id)
        if message.audience is not None:
            return lambda reader: reader == message.audience
        return lambda reader: channel is not None and self._sees(reader, channel)

    def _send_channel(self, name: str, channel: Channel) -> None:
        """Everybody's view of a channel has their own permissions in it; who stops seeing it is told it is gone."""
        gone = name.endswith("_DELETE")
        for user_id in set(self._readers.values()):
            shape = self._shapes.channel(channel, user_id)
            if gone or self._sees(user_id, channel):
                self._send(name, shape, user_id.__eq__)
            else:
                self._send("CHANNEL_DELETE", shape, user_id.__eq__)

    def _send_interaction(self, name: str, interaction: Interaction) -> None:
        known: Json = {
            "id": str(interaction.id),
            "nonce": interaction.nonce,
            "channel_id": str(interaction.channel.id),
            "message_id": optional_id(interaction.source.id if interaction.source else None),
        }
        if name == "MODAL_OPEN":
            known |= {"interaction_id": str(interaction.id), "modal": interaction.modal}
        elif name == "INTERACTION_FAILED":
            known |= {"text": interaction.failed}
        elif name == "INTERACTION_ACK":
            known |= {"reply_id": optional_id(interaction.message.id if interaction.message else None)}
        elif name != "INTERACTION_PENDING":
            return
        self._send(name, known, interaction.user_id.__eq__)

    def _send(self, name: str, data: Json, audience: Audience) -> None:
        text = f"id: {next(self._numbers)}\nevent: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
        for queue, user_id in self._readers.items():
            if audience(user_id):
                queue.put_nowait(text)


def _everybody(_reader: int) -> bool:
    return True


async def _next(queue: Queue) -> str | None:
    """The next event, or a comment that keeps a silent stream open."""
    try:
        async with asyncio.timeout(KEEP_ALIVE):
            return await queue.get()
    except TimeoutError:
        return ": still here\n\n"

"""The gateway: one websocket per shard of the bot, from HELLO to the close code.

Owns the protocol of a connection. What survives a connection, and which events the bot gets, is in `sessions`.
"""

import asyncio
import json
import secrets
from collections import deque
from enum import IntEnum
from typing import Final, Literal

from aiohttp import WSCloseCode, WSMsgType, web

from bot.playground import constants
from bot.playground.knobs import Knobs
from bot.playground.sessions import Session, Sessions
from bot.playground.transport import encoder_for
from bot.playground.values import Json, is_list, is_object
from bot.playground.world import World

LARGEST_FRAME: Final = 4096
MOST_READ: Final = 1 << 20
SENDS_A_MINUTE: Final = 120
# discord.py notes the time of a heartbeat after it was sent; an answer faster than that looks 41 s late to it.
NETWORK: Final = 0.05
Ending = Literal["cut", "reconnect", "close"]


class Op(IntEnum):
    """What a frame is, besides an event."""

    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    ACK = 11


class Close(IntEnum):
    """Why the server ends a connection."""

    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Refused(Exception):
    """The connection must end with this close code."""

    def __init__(self, code: Close, reason: str) -> None:
        """Close with `code`."""
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One websocket: a queue of frames going out, and what the client said so far."""

    def __init__(self, request: web.Request) -> None:
        """Serve `request`."""
        self.request = request
        self.socket = web.WebSocketResponse(max_msg_size=MOST_READ, compress=False)
        self.session: Session | None = None
        self._encoder = encoder_for(request.query.get("compress"))
        self._frames: asyncio.Queue[str] = asyncio.Queue()
        self._received: deque[float] = deque(maxlen=SENDS_A_MINUTE + 1)

    def send(self, text: str) -> None:
        """Queue a frame."""
        self._frames.put_nowait(text)

    def send_op(self, op: int, data: object = None) -> None:
        """Queue a frame that is no event."""
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def write_on(self) -> None:
        """Send queued frames until the connection ends."""
        while True:
            frame = self._encoder.encode(await self._frames.get())
            if isinstance(frame, str):
                await self.socket.send_str(frame)
            else:
                await self.socket.send_bytes(frame)

    def count(self, now: float) -> None:
        """Count a received frame; refuses more than the client may send."""
        self._received.append(now)
        if len(self._received) > SENDS_A_MINUTE and now - self._received[0] < 60:
            raise Refused(Close.RATE_LIMITED, "Rate limited.")

    def cut(self) -> None:
        """End the TCP connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Gateway:
    """All connections of the bot."""

    def __init__(self, world: World, sessions: Sessions, knobs: Knobs, violations: list[str], url: str) -> None:
        """Serve `world`'s bot at `url`, where sessions are resumed too."""
        self._world = world
        self._sessions = sessions
        self._knobs = knobs
        self._violations = violations
        self._connections: set[Connection] = set()
        self._url = url

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from upgrade to close."""
        connection = Connection(request)
        await connection.socket.prepare(request)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write_on())
        try:
            connection.send_op(Op.HELLO, {"heartbeat_interval": int(self._knobs.heartbeat_interval * 1000)})
            await self._converse(connection)
        except Refused as refused:
            await connection.socket.close(code=refused.code, message=refused.reason.encode())
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self._connections.discard(connection)
            if connection.session is not None:
                self._sessions.detach(connection.session, connection.send)
        return connection.socket

    async def close(self) -> None:
        """Send every client away, as a server going down does."""
        for connection in tuple(self._connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def drop(self, *, resumable: bool = True, how: Ending = "cut", code: int = 4000) -> None:
        """End all connections; sessions that are not resumable are forgotten."""
        for connection in tuple(self._connections):
            if connection.session is not None and not resumable:
                self._sessions.forget(connection.session)
            if how == "cut":
                connection.cut()
            elif how == "reconnect":
                connection.send_op(Op.RECONNECT)
            else:
                await connection.socket.close(code=code)

    async def _converse(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                frame = await connection.socket.receive(timeout=self._knobs.heartbeat_interval * 2)
            except TimeoutError as silence:
                raise Refused(Close.TIMED_OUT, "Session timed out.") from silence
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            connection.count(loop.time())
            self._handle(connection, _decoded(frame.data))

    def _handle(self, connection: Connection, frame: Json) -> None:
        op, data = frame.get("op"), frame.get("d")
        if op == Op.HEARTBEAT:
            asyncio.get_running_loop().call_later(NETWORK, connection.send_op, Op.ACK)
        elif op == Op.IDENTIFY:
            self._identify(connection, data)
        elif op == Op.RESUME:
            self._resume(connection, data)
        elif connection.session is None:
            raise Refused(Close.NOT_AUTHENTICATED, "Not authenticated.")
        elif op == Op.MEMBERS:
            self._violations.append("gateway op 8: guild members were requested, which the playground does not model")
        elif op not in (Op.PRESENCE, Op.VOICE):
            raise Refused(Close.UNKNOWN_OPCODE, "Unknown opcode.")

    def _identify(self, connection: Connection, data: object) -> None:
        data = self._authenticated(connection, data)
        intents = self._checked_intents(data.get("intents"))
        shard = _shard(data.get("shard"))
        if not self._sessions.may_identify():
            connection.send_op(Op.INVALID_SESSION, False)
            return
        session = Session(id=secrets.token_hex(16), intents=intents, shard=shard)
        connection.session = session
        self._sessions.attach(session, connection.send)
        self._sessions.greet(session, self._url)

    def _authenticated(self, connection: Connection, data: object) -> Json:
        """What a client without a session said, if it has the bot's token."""
        if connection.session is not None:
            raise Refused(Close.ALREADY_AUTHENTICATED, "Already authenticated.")
        if not is_object(data) or data.get("token") != self._world.token:
            raise Refused(Close.AUTHENTICATION_FAILED, "Authentication failed.")
        return data

    def _checked_intents(self, intents: object) -> int:
        if not isinstance(intents, int) or isinstance(intents, bool) or not 0 <= intents <= constants.KNOWN_INTENTS:
            raise Refused(Close.INVALID_INTENTS, "Invalid intent(s).")
        if intents & constants.PRIVILEGED_INTENTS & ~self._knobs.privileged_intents:
            raise Refused(Close.DISALLOWED_INTENTS, "Disallowed intent(s).")
        return intents

    def _resume(self, connection: Connection, data: object) -> None:
        data = self._authenticated(connection, data)
        session = self._sessions.find(str(data.get("session_id")))
        seq = data.get("seq")
        if session is not None and isinstance(seq, int) and seq > session.seq:
            raise Refused(Close.INVALID_SEQ, "Invalid seq.")
        missed = session.after(seq) if session is not None and isinstance(seq, int) else None
        if session is None or missed is None:
            connection.send_op(Op.INVALID_SESSION, False)
            return
        connection.session = session
        for text in missed:
            connection.send(text)
        self._sessions.attach(session, connection.send)
        session.send("RESUMED", {"_trace": ["playground"]})


def _decoded(data: str | bytes) -> Json:
    if len(data) > LARGEST_FRAME:
        raise Refused(Close.DECODE_ERROR, "Payload too large.")
    try:
        frame = json.loads(data)
    except ValueError as problem:
        raise Refused(Close.DECODE_ERROR, "Error while decoding payload.") from problem
    if not is_object(frame) or not isinstance(frame.get("op"), int):
        raise Refused(Close.DECODE_ERROR, "Error while decoding payload.")
    return frame


def _shard(value: object) -> tuple[int, int]:
    if value is None:
        return (0, 1)
    if is_list(value) and len(value) == 2 and all(isinstance(part, int) for part in value):
        index, count = value
        if 0 <= index < count:
            return (index, count)
    raise Refused(Close.INVALID_SHARD, "Invalid shard.")

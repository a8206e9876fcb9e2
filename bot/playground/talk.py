"""What people say to each other: messages, files, stickers, forwards, and taking them back.

Refuses with `Declined` what the app itself would not send.
"""

import asyncio

from bot.playground import constants
from bot.playground.actions import Declined, Uploads
from bot.playground.entities import Channel, Message, User
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.posts import Draft, Posts
from bot.playground.rules.moderation import blocked_word
from bot.playground.rules.options import too_large
from bot.playground.values import Json, as_list, snowflake
from bot.playground.world import World

UNBOUND_BY_SLOW_MODE = constants.MANAGE_MESSAGES | constants.MANAGE_CHANNELS


class Talk:
    """The conversations of one world's people."""

    def __init__(self, *, world: World, posts: Posts, permissions: Permissions, knobs: Knobs) -> None:
        """Post into the world the bot sees."""
        self._world = world
        self._posts = posts
        self._permissions = permissions
        self._knobs = knobs
        self._spoke: dict[tuple[int, int], float] = {}

    def say(self, user: User, channel: Channel, body: Json, uploads: Uploads) -> Message:
        """Post a message of one's own."""
        held = self._may_speak(user, channel)
        if uploads and not held & constants.ATTACH_FILES:
            raise Declined("You cannot attach files here.")
        content, stickers = str(body.get("content") or ""), self._stickers(channel, body)
        if not content.strip() and not uploads and not stickers:
            raise Declined("Write something or attach a file.")
        if len(content) > 2000:
            raise Declined("Your message is too long: 2,000 characters at most.")
        self._check_files(uploads)
        if not held & constants.MANAGE_GUILD and blocked_word(self._world.guild_of(channel), {"content": content}):
            raise Declined("Your message was not sent: this server blocks a word in it.")
        self._slow_down(user, channel, held)
        said: Json = {"content": content, "nonce": body.get("nonce"), "allowed_mentions": {"parse": ["users"]}}
        body = said | ({"sticker_ids": stickers} if stickers else {})
        return self._posts.post(Draft(channel=channel, author_id=user.id, body=body, uploads=uploads))

    def open_dm(self, user: User) -> Channel:
        """This person's direct messages with the bot."""
        return self._posts.open_dm(user.id)

    def forward(self, user: User, message: Message, channel: Channel) -> Message:
        """Post a copy of what a message says in another channel."""
        self._slow_down(user, channel, self._may_speak(user, channel))
        if message.ephemeral:
            raise Declined("Only you can see this message; it cannot be forwarded.")
        return self._posts.forward(message, channel, user.id)

    def delete(self, user: User, message: Message) -> None:
        """Delete a message, or dismiss one that only this person sees."""
        channel = self._world.channels[message.channel_id]
        manages = self._permissions.in_channel(user.id, channel) & constants.MANAGE_MESSAGES
        own = user.id in (message.author_id, message.audience)
        if not own and not (manages and message.audience is None):
            raise Declined("You cannot delete this message.")
        self._posts.delete(message)

    def _may_speak(self, user: User, channel: Channel) -> int:
        held = self._permissions.in_channel(user.id, channel)
        needed = constants.SEND_IN_THREADS if channel.is_thread else constants.SEND_MESSAGES
        if held & needed != needed or (channel.locked and not held & constants.MANAGE_THREADS):
            raise Declined("You cannot send messages here.")
        return held

    def _check_files(self, uploads: Uploads) -> None:
        if len(uploads) > 10:
            raise Declined("Ten files at most.")
        problems = [too_large(upload, self._knobs.attachment_size_limit) for upload in uploads.values()]
        problem = next((one for one in problems if one is not None), None)
        if problem is not None:
            raise Declined(problem)

    def _stickers(self, channel: Channel, body: Json) -> list[str]:
        guild = self._world.guild_of(channel)
        wanted = [snowflake(one) for one in as_list(body.get("sticker_ids"))]
        if any(guild is None or key not in guild.stickers for key in wanted):
            raise Declined("There is no such sticker here.")
        return [str(key) for key in wanted]

    def _slow_down(self, user: User, channel: Channel, held: int) -> None:
        now, key = asyncio.get_running_loop().time(), (channel.id, user.id)
        left = self._spoke.get(key, float("-inf")) + channel.slow_mode - now
        if channel.slow_mode and left > 0 and not held & UNBOUND_BY_SLOW_MODE:
            raise Declined(f"Slow mode is on. You can write again in {left:.0f} seconds.")
        self._spoke[key] = now

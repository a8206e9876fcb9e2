"""Everything that can be set from outside, read once from the environment and `.env`. The only reader of either.

Read by `bot.cli` and the composition root only; everybody else is handed plain values. `.env.example` lists the same
names.
"""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class EngineName(StrEnum):
    """The engines that can be chosen."""

    LOCAL = "local"
    MODELRUNNER = "modelrunner"


class Paint(StrEnum):
    """What a mask marks the part with that is to change."""

    WHITE = "white"
    BLACK = "black"


class LogFormat(StrEnum):
    """How log lines are written."""

    CONSOLE = "console"
    JSON = "json"


class Settings(BaseSettings):
    """The settings of one process, frozen."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_prefix="RESTYLE_",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
        populate_by_name=True,
    )

    discord_token: SecretStr | None = Field(default=None, alias="DISCORD_TOKEN")
    """The bot's token from the Developer Portal. `restyle run` needs it, the playground brings its own."""
    discord_api_url: str | None = Field(default=None, alias="DISCORD_API_URL")
    """Another base for Discord's REST interface, e.g. a REST proxy; with the version, e.g. `http://proxy:8080/api/v10`."""
    discord_gateway_url: str | None = Field(default=None, alias="DISCORD_GATEWAY_URL")
    """Another gateway than Discord's."""
    discord_cdn_url: str | None = Field(default=None, alias="DISCORD_CDN_URL")
    """Another place than Discord's for avatars and stickers."""
    shard_count: int | None = Field(default=None, ge=1, alias="DISCORD_SHARD_COUNT")
    """Shards of the bot over all processes; unset, Discord says how many."""
    shard_ids: Annotated[tuple[int, ...] | None, NoDecode] = Field(default=None, alias="DISCORD_SHARD_IDS")
    """The shards of this process, e.g. `0-3,7`; unset, all of them."""
    rest_per_second: float = Field(default=40, gt=0)
    """Calls a second to Discord with the bot's token, all processes together; Discord allows 50."""

    data_dir: Path = Path("data")
    """Where the database and the lock live. One process owns it."""
    database_url: SecretStr | None = None
    """A SQLAlchemy URL, which may hold a password; by default a SQLite file in the data directory."""
    engine: EngineName | None = None
    """Which engine makes the pictures, `local` or `modelrunner`; unset, the one with a key, else the local one."""
    media_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    """Hosts, beside Discord's own, that pictures may be read from: comma-separated, `host` or `host:port` each."""

    modelrunner_key: SecretStr | None = Field(default=None, alias="MODELRUNNER_KEY")
    """The key of an account at ModelRunner, where pictures cost money."""
    modelrunner_queue_url: str | None = Field(default=None, alias="MODELRUNNER_QUEUE_URL")
    """Another address of ModelRunner's queue; it is sent the key."""
    modelrunner_api_url: str | None = Field(default=None, alias="MODELRUNNER_API_URL")
    """Another address of ModelRunner's REST interface; it is sent the key."""
    fill_model: str | None = None
    """The ModelRunner model that fills regions, e.g. `owner/name`; unset, that engine does not fill."""
    fill_image_field: str = "image_url"
    """What the fill model calls the picture."""
    fill_mask_field: str = "mask_url"
    """What the fill model calls the mask."""
    fill_paint: Paint = Paint.WHITE
    """The colour in which the fill model's masks mark what is to change, `white` or `black`."""
    media_seconds: int = Field(default=86_400, ge=3_600, le=157_680_000)
    """How long ModelRunner keeps results at their public address if nobody deletes them."""
    delete_payloads: bool = True
    """Whether prompts and pictures are deleted at ModelRunner once they are delivered."""
    engine_deadline_seconds: float = Field(default=900, ge=60)
    """How long one order at ModelRunner is followed."""
    price_per_megapixel: Decimal = Field(default=Decimal("0.06"), ge=0)
    """US dollars for a megapixel, as ModelRunner documents it; what people are told before they ask."""
    worst_price_per_megapixel: Decimal = Field(default=Decimal("0.10"), ge=0)
    """A guess at the dearest megapixel, set aside against the daily limit until the bill is known."""
    worst_fee: Decimal = Field(default=Decimal("0.03"), ge=0)
    """A guess at what one picture may cost on top of its megapixels."""

    daily_dollars: Decimal | None = Field(default=None, ge=0)
    """US dollars that all pictures of a day (UTC) may cost together on a paid engine; unset sets no limit."""
    ask_above_dollars: Decimal | None = Field(default=Decimal("0.25"), ge=0)
    """A picture that costs more is asked for first; unset asks for none."""
    daily_pictures: int = Field(default=50, ge=0)
    """Pictures a member may have made per day and server."""
    time_zone: str = "UTC"
    """The IANA zone whose midnight ends a day."""
    home_server: int | None = None
    """The id of the server in which whoever runs the bot has the operator's commands; unset, nobody has them."""
    source_url: str | None = None
    """Where the source code of this bot is, an address that `/about` links to; unset, it does not."""
    support_url: str | None = None
    """Where people find help, e.g. a server's invitation; `/about` links to it."""
    privacy_url: str | None = None
    """Where your privacy policy is; `/about` links to it."""
    workers: int = Field(default=4, ge=0, le=64)
    """Jobs this process brings forward at once; 0 leaves all work to `restyle worker` processes."""
    render_processes: int = Field(default=2, ge=1, le=32)
    """Processes of the local engine; one core each."""
    drain_seconds: float = Field(default=20, ge=0)
    """How long running jobs may go on after a stop was asked for."""
    lease_seconds: float = Field(default=30, ge=1)
    """How long a process may be silent before others take its jobs over, where several share a database."""
    log_format: LogFormat = LogFormat.CONSOLE
    """`console` for people, `json` for machines."""
    health_address: str | None = None
    """Where this process answers whether it can serve, e.g. `127.0.0.1:8080`; unset, nowhere."""

    @field_validator("media_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return frozenset(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("modelrunner_key")
    @classmethod
    def _filled(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value().strip() if value is not None else ""
        if not key.isascii() or not key.isprintable() or " " in key:
            raise ValueError("holds characters that no key has")
        return SecretStr(key) if key else None

    @field_validator("modelrunner_queue_url", "modelrunner_api_url")
    @classmethod
    def _safe_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        loopback = parts.hostname in LOOPBACK
        if value is not None and (
            not parts.hostname or parts.scheme not in ({"http", "https"} if loopback else {"https"})
        ):
            raise ValueError("must be an https address, because the key is sent there")
        return value

    @field_validator("source_url", "support_url", "privacy_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if value is not None and (parts.scheme not in {"http", "https"} or not parts.hostname or len(value) > 512):
            raise ValueError("must be an http or https address of at most 512 characters")
        return value

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _spread(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = list[int]()
        for part in value.split(","):
            first, _, last = part.partition("-")
            if not (first.strip().isdigit() and (last or first).strip().isdigit()):
                raise ValueError("must be numbers and ranges, e.g. 0-3,7")
            ids += range(int(first), int(last or first) + 1)
        return tuple(sorted(set(ids)))

    @model_validator(mode="after")
    def _known_shards(self) -> Self:
        if self.shard_ids is not None and (self.shard_count is None or self.shard_ids[-1] >= self.shard_count):
            raise ValueError("DISCORD_SHARD_IDS needs DISCORD_SHARD_COUNT, and counts from 0")
        return self

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("must be the name of an IANA time zone, e.g. Europe/Berlin")
        return value

    @field_validator("health_address")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        if value is not None:
            _endpoint(value)
        return value

    @property
    def chosen_engine(self) -> EngineName:
        """The engine that is used: a key that somebody went to the trouble of setting is meant."""
        return self.engine or (EngineName.MODELRUNNER if self.modelrunner_key else EngineName.LOCAL)

    @property
    def health_endpoint(self) -> tuple[str, int] | None:
        """Host and port of the health server; None if there is none."""
        return None if self.health_address is None else _endpoint(self.health_address)

    @property
    def resolved_database_url(self) -> str:
        """The database that is used."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'restyle.db'}"


def _endpoint(address: str) -> tuple[str, int]:
    parts = urlsplit(f"//{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.netloc != address:
        raise ValueError("must be HOST:PORT, e.g. 127.0.0.1:8080")
    return host, port

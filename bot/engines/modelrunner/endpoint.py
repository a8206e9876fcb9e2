"""A model's id and the paths made of it."""

import re
from dataclasses import dataclass

from bot.engines.modelrunner.errors import InvalidInput

_NAMESPACES = ("workflows", "comfy")
_ID = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*){1,5}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A model, taken apart: `ideogram/ideogram-v4/image-to-image` has an owner, an alias and the rest."""

    owner: str
    alias: str
    rest: str = ""
    namespace: str = ""

    @classmethod
    def parse(cls, model: str) -> "Endpoint":
        """Take an id apart; raises InvalidInput if it is none."""
        if not _ID.fullmatch(model):
            raise InvalidInput(f"{model!r} is not the id of a model, such as `owner/name`.")
        parts = model.split("/")
        namespace = parts.pop(0) if parts[0] in _NAMESPACES else ""
        if len(parts) < 2:
            raise InvalidInput(f"{model!r} names no model behind its namespace.")
        return cls(owner=parts[0], alias=parts[1], rest="/".join(parts[2:]), namespace=namespace)

    @property
    def path(self) -> str:
        """Where requests are submitted and schemas are found."""
        return "/".join(part for part in (self.namespace, self.owner, self.alias, self.rest) if part)

    @property
    def handle_path(self) -> str:
        """Where requests are followed: the service leaves the rest of the id out there."""
        return "/".join(part for part in (self.namespace, self.owner, self.alias) if part)

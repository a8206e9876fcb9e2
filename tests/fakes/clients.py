"""The client with all its commands, for those who look at it and do not connect it."""

import cogs
from bot.gateway.client import RestyleClient, Shards
from bot.language.catalogues import Catalogues
from bot.ports import Languages
from tests.fakes.events import RecordedEvents
from tests.fakes.ids import CountedIds
from tests.fakes.use_cases import use_cases


async def loaded_client(*, home: int | None = None, languages: Languages | None = None) -> RestyleClient:
    """On use cases that nobody calls; with the operator's commands if it has a `home`."""
    client = RestyleClient(
        use_cases(),
        extensions=(),
        events=RecordedEvents(),
        ids=CountedIds(),
        languages=languages or Catalogues(),
        shards=Shards(),
        home=home,
    )
    for extension in cogs.EXTENSIONS:
        await client.load_extension(extension)
    return client

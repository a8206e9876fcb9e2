"""What every test of the local engine stands on."""

import pytest

from bot.engines.local.render import prepare_process


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """As in the engine's own processes."""
    prepare_process()

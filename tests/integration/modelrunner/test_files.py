"""Uploads and downloads: real types, real errors, the key nowhere near them, and nothing but pictures."""

import pytest

from bot.engines.modelrunner import RESTYLE_MODEL, Caps, Lifecycle, ModelRunner, Success, Timeouts, errors
from bot.engines.modelrunner.http import Http
from bot.engines.modelrunner.storage import Storage
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import JOB, client_of, restyle

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def stored(fake: ModelRunnerFake) -> tuple[str, bytes | None, str | None]:
    """The only upload: type, content, lifetime."""
    (file,) = (file for file in fake.world.files.values() if file.data is not None)
    return file.content_type, file.data, file.lifecycle


async def test_an_upload_keeps_its_type_and_lifetime(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The lifetime goes with the first call, the bytes go without the key, and the file is public."""
    life = Lifecycle.of("1h")
    url = await runner.storage.upload(PNG, content_type="image/png", file_name="a.png", lifecycle=life)
    assert stored(fake) == ("image/png", PNG, '{"expiration_duration_seconds":3600}')
    (put,) = fake.calls("PUT")
    assert put.headers["content-type"] == "image/png"
    assert (await runner.media.fetch(url)).data == PNG


async def test_an_svg_is_uploaded_as_it_was_signed(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """That one type needs a disposition of its own."""
    await runner.storage.upload(b"<svg/>", content_type="image/svg+xml", file_name="a.svg")
    assert stored(fake)[0] == "image/svg+xml"


@pytest.mark.parametrize(
    ("place", "kind"),
    [("upload", "500"), ("upload", "reset"), ("upload", "html"), ("put", "403"), ("put", "500"), ("put", "reset")],
)
async def test_an_upload_survives_what_passes(
    fake: ModelRunnerFake, runner: ModelRunner, place: str, kind: str
) -> None:
    """A fresh address is asked for where the old one may have expired."""
    fake.faults.add(place, kind, times=2)
    await runner.storage.upload(PNG, content_type="image/png", file_name="a.png")
    assert stored(fake)[1] == PNG


async def test_an_upload_that_fails_says_why(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The service's own refusal, not a later one."""
    fake.faults.add("upload", "401")
    with pytest.raises(errors.KeyRefused):
        await runner.storage.upload(PNG, content_type="image/png", file_name="a.png")
    fake.faults.add("put", "500", times=None)
    with pytest.raises(errors.ServiceFailed):
        await runner.storage.upload(PNG, content_type="image/png", file_name="a.png")
    for unfit, storage in (
        (b"", runner.storage),
        (bytes(10_001), Storage(runner._http, multipart_above=1, part_bytes=1)),
    ):
        with pytest.raises(errors.InvalidInput):
            await storage.upload(unfit, content_type="image/png", file_name="a.png")


async def test_an_upload_that_ends_up_elsewhere_is_refused(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A file address off the media hosts is not handed on."""
    fake.faults.add("upload", "foreign_file")
    with pytest.raises(errors.ForeignAddress):
        await runner.storage.upload(PNG, content_type="image/png", file_name="a.png")


async def test_a_large_file_goes_in_parts(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Bare tags, the lifetime with the last call, the address of the first; a part that fails is sent again."""
    http: Http = runner._http
    storage = Storage(http, multipart_above=100, part_bytes=64)
    fake.faults.add("put", "no_etag")
    fake.faults.add("put", "403")
    data = bytes(range(200))
    url = await storage.upload(data, content_type="image/png", file_name="big.png", lifecycle=Lifecycle.of("never"))
    assert stored(fake) == ("image/png", data, '{"expiration_duration_seconds":null}')
    assert url.startswith(f"{fake.url}/media/")
    assert len(fake.calls("PUT")) == 4 + 2


async def finished(runner: ModelRunner) -> str:
    """The address of a result."""
    made = await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60)
    return made.output.urls[0]


@pytest.mark.parametrize("kind", ["404", "403", "500", "reset", "close"])
async def test_a_result_that_is_not_there_yet_is_asked_for_again(
    fake: ModelRunnerFake, runner: ModelRunner, kind: str
) -> None:
    """Media may come a moment after the record."""
    url = await finished(runner)
    fake.faults.add("media", kind, times=2)
    assert (await runner.media.fetch(url)).content_type == "image/jpeg"


async def test_a_result_that_is_gone_is_an_error(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """After a few questions, not for ever."""
    url = await finished(runner)
    fake.faults.add("media", "404", times=None)
    with pytest.raises(errors.NotFound):
        await runner.media.fetch(url)


@pytest.mark.parametrize(("kind", "message"), [("empty", "empty"), ("wrong_magic", "no JPEG"), ("large", "larger")])
async def test_what_is_no_picture_is_refused(fake: ModelRunnerFake, kind: str, message: str) -> None:
    """Nothing, a page, or more than the cap."""
    async with client_of(fake, caps=Caps(picture_bytes=2**20)) as runner:
        url = await finished(runner)
        fake.faults.add("media", kind, value=2**30)
        with pytest.raises(errors.BadMedia, match=message):
            await runner.media.fetch(url)


async def test_a_redirect_is_not_followed(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Not even to the same host."""
    url = await finished(runner)
    fake.faults.add("media", "redirect")
    with pytest.raises(errors.Declined, match="302"):
        await runner.media.fetch(url)
    assert not fake.calls("GET", "elsewhere")


@pytest.mark.parametrize("kind", ["slow", "stall"])
async def test_a_download_ends_however_alive_it_looks(fake: ModelRunnerFake, kind: str) -> None:
    """One byte a second, or none, is cut off by the limit for the whole."""
    async with client_of(fake, timeouts=Timeouts(download=20, read=30)) as runner:
        url = await finished(runner)
        fake.faults.add("media", kind, times=None)
        with pytest.raises(errors.Interrupted):
            await runner.media.fetch(url)


async def test_a_grey_panel_is_a_picture_here(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Whether a picture shows anything is not this room's question."""
    url = await finished(runner)
    fake.faults.add("media", "grey")
    assert (await runner.media.fetch(url)).content_type == "image/jpeg"


@pytest.mark.parametrize("kind", ["409", "500", "reset"])
async def test_payloads_are_deleted_once_they_may_be(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """A block is told as "later", trouble that passes is passed over, and repeating is safe."""
    accepted = await runner.queue.submit(RESTYLE_MODEL, restyle(num_images=2), metadata=JOB)
    with pytest.raises(errors.NotYet) as caught:
        await runner.queue.delete_payloads(accepted.id)
    assert caught.value.retryable
    assert isinstance(await runner.poller.wait(accepted.handle, seconds=60), Success)
    fake.faults.add("delete", kind)
    if kind == "409":
        with pytest.raises(errors.NotYet):
            await runner.queue.delete_payloads(accepted.id)
    deletion = await runner.queue.delete_payloads(accepted.id, key="once")
    assert deletion.payloads_deleted
    assert len(deletion.files) == 2
    assert fake.calls("DELETE")[-1].headers["x-idempotency-key"] == "once"
    assert (await runner.queue.delete_payloads(accepted.id)).payloads_deleted
    assert (await runner.queue.record(accepted.id)).purged_at is not None

"""Proof that the fake speaks the protocol: the service's own Python client works on it unchanged."""

import io

from PIL import Image

from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import ARGUMENTS, JOB, MODEL, ToFake, official_client


async def test_the_official_client_completes_a_round_trip(fake: ModelRunnerFake) -> None:
    """Upload, submit, status and result; its key reaches neither the bucket nor the media."""
    client = official_client(fake)
    source = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(source, "PNG")
    url = await client.upload(source.getvalue(), "image/png", "in.png")
    assert url.startswith("https://media.modelrunner.ai/")
    handle = await client.submit(MODEL, ARGUMENTS | {"image_url": url}, metadata=JOB)
    assert handle.status_url.startswith("https://queue.modelrunner.run/ideogram/ideogram-v4/requests/")
    assert type(await handle.status()).__name__ == "Queued"
    result = await handle.get()
    assert (result["id"], result["metadata"], result["billingStatus"]) == (handle.request_id, JOB, "charged")
    transport = client._client._transport
    assert isinstance(transport, ToFake)
    assert set(transport.hosts) == {"queue.modelrunner.run", "modelrunner.run"}
    assert fake.world.submits == {"c0ffee": 1}
    await client._client.aclose()

"""Pictures to try things on: photos that come with scikit-image, if it is installed. Its code is never imported."""

import importlib.util
from pathlib import Path

from aiohttp import web

from bot.playground.pictures import content_type
from bot.playground.values import Json

PHOTOS = {
    "astronaut.png": "An astronaut",
    "chelsea.png": "A cat",
    "coffee.png": "A cup of coffee",
    "rocket.jpg": "A rocket",
    "motorcycle_left.png": "A motorcycle",
    "hubble_deep_field.jpg": "Galaxies",
}


class Samples:
    """The photos that are there."""

    def __init__(self) -> None:
        """Look for them once."""
        found = importlib.util.find_spec("skimage")
        folder = Path(found.origin).parent / "data" if found is not None and found.origin else None
        self._files = {name: folder / name for name in PHOTOS if folder and (folder / name).is_file()}

    def listing(self) -> list[Json]:
        """Name, title and address of each."""
        return [{"name": name, "title": PHOTOS[name], "url": f"/page/samples/{name}"} for name in self._files]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET a photo."""
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        kind = content_type(name) or "application/octet-stream"
        return web.FileResponse(self._files[name], headers={"Content-Type": kind})

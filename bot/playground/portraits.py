"""Pictures of people, and stickers, drawn from a hash or a number: the CDN's `avatars`, `embed/avatars`, `stickers`.

Their addresses carry no signature, as Discord's do not. The same address always shows the same picture.
"""

import asyncio
import colorsys
import hashlib
from io import BytesIO

from aiohttp import web
from PIL import Image, ImageDraw

from bot.playground.world import World

SIZES = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
FORMATS = {"png": "PNG", "webp": "WEBP", "jpg": "JPEG", "jpeg": "JPEG"}
Colour = tuple[int, int, int]
CANVAS = 512
HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=86400"}


class Portraits:
    """Serves the pictures of one world."""

    def __init__(self, world: World) -> None:
        """Know the world's people and stickers."""
        self._world = world

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get(r"/cdn/avatars/{user:\d+}/{hash}.{ending}", self._avatar)
        app.router.add_get(r"/cdn/embed/avatars/{number:\d+}.png", self._default)
        app.router.add_get(r"/cdn/stickers/{sticker:\d+}.png", self._sticker)

    async def _avatar(self, request: web.Request) -> web.StreamResponse:
        user = self._world.users.get(int(request.match_info["user"]))
        if user is None or user.avatar is None or user.avatar != request.match_info["hash"]:
            return web.Response(status=404)
        return await _drawn(request, user.avatar, request.match_info["ending"])

    async def _default(self, request: web.Request) -> web.StreamResponse:
        return await _drawn(request, f"default {request.match_info['number']}", "png")

    async def _sticker(self, request: web.Request) -> web.StreamResponse:
        known = {key for guild in self._world.guilds.values() for key in guild.stickers}
        if int(request.match_info["sticker"]) not in known:
            return web.Response(status=404)
        data = await asyncio.to_thread(_encoded, draw_sticker(), "PNG", 320)
        return web.Response(body=data, headers=HEADERS | {"Content-Type": "image/png"})


async def _drawn(request: web.Request, seed: str, ending: str) -> web.StreamResponse:
    size = request.query.get("size", "128")
    if ending not in FORMATS or not size.isdecimal() or int(size) not in SIZES:
        return web.Response(status=415 if ending not in FORMATS else 400)
    data = await asyncio.to_thread(_encoded, draw_portrait(seed), FORMATS[ending], int(size))
    return web.Response(body=data, headers=HEADERS | {"Content-Type": f"image/{FORMATS[ending].lower()}"})


def _encoded(picture: Image.Image, form: str, size: int) -> bytes:
    out = BytesIO()
    resized = picture.resize((size, size), Image.Resampling.LANCZOS)
    (resized.convert("RGB") if form == "JPEG" else resized).save(out, form)
    return out.getvalue()


def draw_portrait(seed: str) -> Image.Image:
    """Somebody's head and shoulders before a plain wall, in colours of their own."""
    digest = hashlib.blake2s(seed.encode()).digest()
    hue = digest[0] / 255
    wall, coat, hair = _colour(hue, 0.38, 0.78), _colour(hue + 0.45, 0.5, 0.62), _colour(digest[1] / 1500, 0.6, 0.3)
    skin = _colour(0.06, 0.25 + digest[2] / 600, 0.95 - digest[3] / 500)
    picture = Image.new("RGB", (CANVAS, CANVAS), wall)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((76, 340, 436, 760), fill=coat)
    pen.rounded_rectangle((216, 290, 296, 400), 36, fill=_darker(skin))
    pen.ellipse((150, 92, 362, 330 + digest[4] % 60), fill=hair)
    pen.ellipse((164, 120, 348, 346), fill=skin)
    pen.pieslice((146, 82, 366, 300), 180 + digest[5] % 30, 360 - digest[6] % 30, fill=hair)
    for x in (218, 294):
        pen.ellipse((x - 11, 226, x + 11, 250), fill=(32, 34, 46))
    pen.arc((222, 254, 290, 304), 20, 160, fill=(150, 62, 62), width=8)
    return picture


def draw_sticker() -> Image.Image:
    """A painter's palette on nothing."""
    picture = Image.new("RGBA", (CANVAS, CANVAS), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((28, 84, 484, 436), fill=(255, 255, 255))
    pen.ellipse((48, 104, 464, 416), fill=(196, 142, 92))
    pen.ellipse((296, 290, 380, 362), fill=(255, 255, 255))
    for x, y, colour in ((120, 250, "#e4572e"), (176, 170, "#f2b134"), (270, 146, "#4cb27a"), (368, 190, "#4a7fd4")):
        pen.ellipse((x - 36, y - 32, x + 36, y + 32), fill=colour)
    return picture


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _darker(colour: Colour) -> Colour:
    return colour[0] * 85 // 100, colour[1] * 85 // 100, colour[2] * 85 // 100

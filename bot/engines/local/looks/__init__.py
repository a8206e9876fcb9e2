"""The looks, and the one table that knows them all. Add a look: its file, a member of `Look`, a row here."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.engines.local.looks.comic import comic
from bot.engines.local.looks.oil import oil
from bot.engines.local.looks.pencil import pencil
from bot.engines.local.looks.photographic import cyanotype, noir, vintage_photo
from bot.engines.local.looks.popart import popart
from bot.engines.local.looks.poster import poster
from bot.engines.local.looks.riso import riso
from bot.engines.local.looks.technique import Technique
from bot.engines.local.looks.watercolor import watercolor
from bot.engines.local.values import Look

LOOKS: Mapping[Look, Technique] = MappingProxyType(
    {
        Look.POSTER: Technique(draw=poster, own_palette=True, margin=34, tint=7),
        Look.WATERCOLOR: Technique(draw=watercolor, margin=20),
        Look.COMIC: Technique(draw=comic, margin=16),
        Look.PENCIL: Technique(draw=pencil, margin=30, tint=5),
        Look.RISO: Technique(draw=riso, own_palette=True, tint=7),
        Look.CYANOTYPE: Technique(draw=cyanotype, photographic=True, one_ink=True, margin=26, tint=7),
        Look.POPART: Technique(draw=popart, own_palette=True, tint=7),
        Look.NOIR: Technique(draw=noir, photographic=True, one_ink=True, tint=7),
        Look.VINTAGE_PHOTO: Technique(draw=vintage_photo, photographic=True),
        Look.OIL: Technique(draw=oil),
    }
)

__all__ = ["LOOKS"]

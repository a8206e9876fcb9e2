"""The things that a picture from words alone can show, and the words for them.

Counts only where nothing is given to work on: in a photograph, "the mountains" are there already.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.engines.local.reading.matching import Hit, Kind, Meaning
from bot.engines.local.reading.tokens import Token
from bot.engines.local.values import Motif

_WORDS: Mapping[Motif, str] = {
    Motif.MOUNTAINS: """
        mountain | mountains | mountain range | mountain peak | peak | peaks | summit | alps | alpine | andes |
        himalaya
        | himalayas | rocky mountains | rockies | volcano | cliff | cliffs | canyon | fjord | berg | berge | gebirge |
        montana | montanas | montagne | montagnes | mountainscape | mountain landscape | matterhorn | fuji | mount fuji
    """,
    Motif.HILLS: """
        hill | hills | rolling hills | valley | valleys | countryside | hugel | tal | colinas | collines | tuscany |
        landscape | scenery | nature | vineyard | vineyards | highlands | moor | landschaft | paisaje | paysage
    """,
    Motif.MEADOW: """
        meadow | meadows | field | fields | grass | grassland | prairie | savanna | savannah | steppe | pasture | wiese
        | wiesen | flower field | flower fields | flowers | wildflowers | plain | plains | farmland | pradera | prairie
    """,
    Motif.FOREST: """
        forest | forests | woods | woodland | woodlands | trees | tree | pine trees | pines | pine forest |
        jungle | rain
        forest | rainforest | taiga | wald | walder | baum | baume | bosque | foret | grove | birch forest
    """,
    Motif.DESERT: "desert | dune | dunes | sand dunes | sahara | wuste | desierto | mars landscape | arrakis",
    Motif.LAKE: """
        lake | lakes | pond | lagoon | loch | bergsee | reflection | reflections | reflecting water |
        lago | lac
    """,
    Motif.SEA: """
        sea | seas | ocean | oceans | seascape | seaside | coast | coastline | bay | harbor | harbour | beach | shore |
        waves | island | islands | horizon | meer | strand | kuste | mar | oceano | mer | open water | water | river |
        riverside | the sea
    """,
    Motif.CITY: """
        city | cities | skyline | city skyline | cityscape | town | metropolis | downtown | skyscraper | skyscrapers |
        buildings | towers | manhattan | new york | tokyo | stadt | ciudad | ville | urban | hong kong | chicago
    """,
    Motif.CLOUDS: """
        cloud | clouds | cloudy | cloudscape | overcast | wolken | nubes | nuages | dramatic sky |
        stormy sky
    """,
    Motif.SUN: "sun | the sun | sunshine | sunbeams | sonne | soleil | bright sun",
    Motif.MOON: "moon | full moon | the moon | mond | vollmond | luna | lune",
    Motif.STARS: "star | stars | milky way | galaxy | constellation | constellations | sterne | estrellas | cosmos",
    Motif.AURORA: """
        aurora | aurora borealis | northern lights | polar lights | polarlicht | nordlicht |
        aurora australis
    """,
    Motif.AUTUMN: """
        autumn | autumnal | fall | fall colors | fall colours | autumn leaves | herbst | herbstlich |
        otono
    """,
    Motif.SPRING: """
        spring | springtime | cherry blossom | cherry blossoms | blossoms | blossom | sakura |
        fruhling | bloom
    """,
    Motif.ABSTRACT: """
        abstract | abstract art | abstract painting | pattern | patterns | shapes | geometric | geometric shapes |
        gradient | texture | background | wallpaper | color field | colour field | abstrakt | composition
    """,
}
_ELSEWHERE = """
    mountain bike | mountain biker | mountain goat | mountain lion | mountain dew | sea lion | sea horse |
        sea monster |
    star wars | star trek | pop star | rock star | movie star | rockstar | city hall | beach ball | beach volleyball |
    field hockey | soccer field | football field | fall guys | spring roll | spring onion | sun hat |
        sun glasses | tree
    house | family tree | christmas tree | water bottle | glass of water | sky diver | moon walk | hot spring |
        wave hello
"""
"""Phrases that name something else."""
_LONGEST = 3


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split("|")]


_LEXICON: Mapping[str, Motif | None] = {
    **{phrase: motif for motif, words in _WORDS.items() for phrase in _phrases(words)},
    **dict.fromkeys(_phrases(_ELSEWHERE)),
}
_OVERRULED = {Kind.OTHER, Kind.IDIOM}
"""Readings that matter for photographs only: "autumn" is no look here, and a "rain forest" no idiom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing that is to be seen, and the places of the words that said so."""

    motif: Motif
    places: range


def motifs(words: Sequence[Token], found: Sequence[Hit], gone: Collection[int]) -> list[Named]:
    """What is to be seen, in the order it is named; words that mean a look, a mood or a colour are not read again."""
    taken = {place for hit in found if hit.meaning.kind not in _OVERRULED for place in hit.places} | set(gone)
    named: list[Named] = []
    at = 0
    while at < len(words):
        length, motif = _longest(words, at, taken)
        if motif is not None:
            named.append(Named(motif=motif, places=range(at, at + length)))
        at += length
    return named


def coloured_things(words: Sequence[Token], named: Sequence[Named]) -> list[Hit]:
    """Things whose colour is the picture's: "mountains in blue and gold", but not "blue mountains"."""
    return [
        Hit(start=each.places.start, end=each.places.stop, meaning=Meaning(kind=Kind.OTHER))
        for each in named
        if each.motif is Motif.ABSTRACT
        or "in" in [word.text for word in words[each.places.stop : each.places.stop + 1]]
    ]


def _longest(words: Sequence[Token], at: int, taken: Collection[int]) -> tuple[int, Motif | None]:
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        phrase = " ".join(word.text for word in words[at : at + length])
        if phrase in _LEXICON and not any(place in taken for place in range(at, at + length)):
            return length, _LEXICON[phrase]
    return 1, None

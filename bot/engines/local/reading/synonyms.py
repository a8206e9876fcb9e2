"""The words people use for looks and moods, as tables. Data only; `matching` decides what they mean where they stand.

All phrases are folded as in `tokens`: lower case, no accents, no hyphens. Plurals in -s are found without being listed.
"""

from bot.domain.text import Text, t
from bot.engines.local.reading.tokens import word_set
from bot.engines.local.values import Look, Mood


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


LOOK_NOUNS: dict[Look, tuple[str, ...]] = {
    Look.POSTER: _phrases("""
        poster | travel poster | vintage travel poster | vintage poster | retro poster | retro travel poster | old
        poster | poster art | poster print | tourism poster | tourist poster | holiday poster | movie poster | film
        poster | concert poster | national park poster | wpa poster | propaganda poster | art deco poster | railway
        poster | railway advertisement | railway ad | travel advertisement | travel ad | vintage ad | vintage
        advertisement | posterize | posterized | posterise | posterised | posterization | plakat | poster design |
        reiseplakat | werbeplakat | affiche | cartel | lithograph poster | airline poster | ski poster | flat design
        | flat illustration
    """),
    Look.WATERCOLOR: _phrases("""
        watercolor | water color | watercolour | water colour | watercolor painting | watercolour painting |
        aquarelle | aquarell | aquarellbild | acuarela | wasserfarbe | wasserfarben | watercolored | watercoloured |
        watercolory | gouache wash | wet on wet | watercolorize | ink wash | loose washes | watercolor sketch |
        watercolour sketch
    """),
    Look.COMIC: _phrases("""
        comic | comic book | comic strip | comic art | comicbook | comic book art | comic panel | comic book panel |
        comic book cover | graphic novel | cartoon | cartoony | cartoonish | cartoonify | cartoonize | cartoonized |
        toon | comicheft | bande dessinee | superhero comic | marvel comic | dc comic | komic | komik | comik |
        commic | inked comic | pulp comic | comicstil | comic stil
    """),
    Look.PENCIL: _phrases("""
        pencil | pencil drawing | pencil sketch | pencil art | graphite | graphite drawing | graphite sketch | hand
        drawn | handdrawn | line art | lineart | line drawing | pen drawing | ink drawing | ink sketch | pen and ink
        | pen sketch | crosshatching | crosshatch | cross hatching | cross hatched | hatching | coloring book page |
        coloring book | coloring page | colouring book | colouring page | colouring book page | bleistift |
        bleistiftzeichnung | bleistiftskizze | pensil | lapiz | dibujo a lapiz | crayon a papier | pencilled |
        penciled
    """),
    Look.RISO: _phrases("""
        riso | risograph | riso print | risograph print | risography | risoprint | zine | zine print | screen print
        | screenprint | screenprinted | silkscreen | silk screen | silkscreen print | spot color print | two color
        print | overprint | misregistered print | siebdruck | gig poster print
    """),
    Look.CYANOTYPE: _phrases("""
        cyanotype | cyanotype print | cianotype | cyanotypie | sun print | sunprint | prussian blue print | blue sun
        print | botanical cyanotype
    """),
    Look.POPART: _phrases("""
        pop art | popart | pop art print | pop art poster | pop art portrait | warhol | andy warhol | lichtenstein |
        roy lichtenstein | ben day dots | benday dots | ben day | warholesque | pop art comic
    """),
    Look.NOIR: _phrases("""
        film noir | neo noir | sin city | detective movie | detective film | hardboiled | noir film | noir movie |
        noir photo | noir photography | film noir photo | 1940s detective | 40s detective
    """),
    Look.VINTAGE_PHOTO: _phrases("""
        vintage photo | vintage photograph | vintage photography | vintage picture | vintage image | vintage film |
        old photo | old photograph | old picture | old film photo | retro photo | retro picture | antique photo |
        antique photograph | polaroid | polaroid photo | film photo | film photograph | film photography | analog
        photo | analogue photo | analog film | kodachrome | kodak | kodak film | film grain | film look | disposable
        camera | 35mm | 35mm film | faded photo | faded photograph | aged photo | daguerreotype | lomo | lomography
        | altes foto | look old | looks old | look vintage | looks vintage | old timey | oldtimey | lofi photo
    """),
    Look.OIL: _phrases("""
        oil painting | oil paint | oil paints | oil on canvas | oils on canvas | in oils | oil canvas | oil portrait
        | olgemalde | oelgemaelde | olbild | olfarbe | olfarben | oleo | pintura al oleo | peinture a l huile |
        huile sur toile | impasto | palette knife | classical painting | old master | old masters | renaissance
        painting | baroque painting | rembrandt | bob ross | canvas painting | thick brush strokes | thick
        brushstrokes | brush strokes | brushstrokes | oil style | oil look | painted in oil | oilpainting
    """),
}
"""What a picture can be: these name the look by themselves."""

LOOK_ADJECTIVES: dict[Look, tuple[str, ...]] = {
    Look.VINTAGE_PHOTO: _phrases("""
        vintage | retro | nostalgic | old fashioned | faded | grainy | analog | analogue | 20s | 30s | 40s | 50s |
        60s | 70s | 80s | 90s | 1920s | 1930s | 1940s | 1950s | 1960s | 1970s | 1980s | 1990s | old school |
        oldschool
    """),
    Look.NOIR: _phrases("noir"),
}
"""How a picture can be: the look where nothing else is named, otherwise the finish of the look that is."""

LOOK_GENERICS: dict[Look, tuple[str, ...]] = {
    Look.OIL: _phrases("painting | painted | paint | paintbrush | gemalde | gemalt | painterly | pintura | peinture"),
    Look.PENCIL: _phrases("drawing | drawn | draw | sketch | sketched | sketchy | sketching | zeichnung | gezeichnet "
                          "| skizze | doodle | dibujo | dessin"),
}  # fmt: skip
"""Broad words: they count only where nothing more exact is said."""

LOOK_DOUBTFUL: dict[Look, tuple[str, ...]] = {
    Look.POSTER: _phrases("flat | advertisement"),
    Look.WATERCOLOR: _phrases("wash | washes"),
    Look.COMIC: _phrases("ink | inked | hero"),
    Look.OIL: _phrases("oil | canvas"),
    Look.VINTAGE_PHOTO: _phrases("film | old | antique | aged"),
    Look.CYANOTYPE: _phrases("prussian blue"),
}
"""Words that mean a look only when they stand alone or beside a word such as "style"."""

MOODS: dict[Mood, tuple[str, ...]] = {
    Mood.GOLDEN_HOUR: _phrases("""
        golden hour | goldenhour | magic hour | warm light | warm evening light | golden light | evening light |
        late afternoon light | goldene stunde | sunlit | warm glow | warm cozy | warm and cozy | cozy warm | autumn
        light | sunny
    """),
    Mood.SUNSET: _phrases("""
        sunset | sun set | sundown | dusk | twilight | sunrise | sun rise | dawn | sonnenuntergang | sonnenaufgang |
        abendrot | atardecer | coucher de soleil | setting sun | evening sky | pink sky | orange sky
    """),
    Mood.NIGHT: _phrases("""
        night | nighttime | night time | at night | midnight | moonlit | moonlight | moonlit night | starry night |
        starry night sky | the starry night sky | night sky | nocturnal | nacht | nachts | bei nacht | noche | nuit
        | under the stars | starry sky | starry | day to night | day into night | daytime into night
    """),
    Mood.WINTER: _phrases("""
        winter | wintry | wintery | snow | snowy | snowing | snowed | snowfall | snowstorm | blizzard | frosty |
        winterlich | schnee | verschneit | verschneite | schneit | invierno | hiver | wintertime | let it snow
    """),
    Mood.FOG: _phrases("""
        fog | foggy | fogged | mist | misty | haze | hazy | nebel | neblig | nebliger | neblige | nebliges | niebla
        | brouillard
    """),
    Mood.RAIN: _phrases("""
        rain | rainy | raining | rained | rainfall | rainstorm | drizzle | drizzling | drizzly | downpour | stormy |
        thunderstorm | regen | regnet | regnerisch | regnerischer | verregnet | lluvia | pluie | pouring rain
    """),
}

MOODS_DOUBTFUL: dict[Mood, tuple[str, ...]] = {
    Mood.GOLDEN_HOUR: _phrases("golden | warm"),
    Mood.NIGHT: _phrases("dark | moon | 🌙 | 🌃 | 🌌"),
    Mood.WINTER: _phrases("cold | christmas | icy | ❄ | ⛄ | ☃"),
    Mood.SUNSET: _phrases("🌅 | 🌇"),
    Mood.FOG: _phrases("🌫 | 🌁"),
    Mood.RAIN: _phrases("storm | wet | 🌧 | ☔ | ⛈"),
}

OTHER_LOOKS: dict[Text, tuple[tuple[str, ...], tuple[Look, ...]]] = {
    t("Van Gogh"): (_phrases("""
        van gogh | vangogh | vincent van gogh | the starry night | gogh
    """), (Look.OIL,)),
    t("Monet"): (_phrases("""
        monet | claude monet | impressionist | impressionism | impressionistic
    """), (Look.OIL, Look.WATERCOLOR)),
    t("Picasso"): (_phrases("""
        picasso | cubism | cubist | pablo picasso | surrealism | surrealist | surreal | dali | salvador dali | klimt
        | munch | abstract art
    """), (Look.OIL, Look.POPART)),
    t("colored pencil"): (_phrases("""
        colored pencil | coloured pencil | color pencil | colour pencil | buntstift | crayon | colored pencil
        drawing | wax crayon
    """), (Look.PENCIL, Look.WATERCOLOR)),
    t("charcoal"): (_phrases("""
        charcoal | charcoal drawing | charcoal sketch | kohle | kohlezeichnung | chalk | chalkboard
    """), (Look.PENCIL, Look.NOIR)),
    t("pastel"): (_phrases("""
        pastel drawing | pastel painting | soft pastel | oil pastel | pastel chalk
    """), (Look.WATERCOLOR, Look.OIL)),
    t("acrylic"): (_phrases("""
        acrylic painting | acrylic paint | acrylics | gouache | gouache painting | tempera | fresco
    """), (Look.OIL, Look.WATERCOLOR)),
    t("pixel art"): (_phrases("""
        pixel art | pixelart | pixel | pixelated | pixelate | 8 bit | 16 bit | 8bit | 16bit | minecraft | voxel |
        voxel art | retro game | gameboy | game boy
    """), (Look.RISO, Look.POPART)),
    t("halftone"): (_phrases("""
        halftone | half tone | halftone print | newspaper print | cmyk | newsprint
    """), (Look.RISO, Look.POPART)),
    t("blueprint"): (_phrases("""
        blueprint | blue print | technical drawing | technical blueprint | schematic | patent drawing | blaupause
    """), (Look.CYANOTYPE, Look.PENCIL)),
    t("stained glass"): (_phrases("""
        stained glass | stained glass window | church window | church window with lead lines | leadlight | glass
        window | buntglas | kirchenfenster
    """), (Look.POPART, Look.COMIC)),
    t("mosaic"): (_phrases("""
        mosaic | mosaik | mosaic tiles | roman mosaic | byzantine mosaic
    """), (Look.POPART, Look.OIL)),
    t("low poly"): (_phrases("low poly | lowpoly | polygon | polygonal | geometric"), (Look.POSTER, Look.POPART)),
    t("pointillism"): (_phrases("pointillism | pointillist | pointillistic | seurat"), (Look.OIL, Look.RISO)),
    t("linocut"): (_phrases("""
        linocut | lino cut | lino | lino print | linoprint | linoleum print | woodcut | wood cut | woodblock |
        woodblock print | block print | etching | engraving | holzschnitt | linolschnitt | ukiyo e | hokusai |
        japanese woodblock print | stencil | banksy
    """), (Look.RISO, Look.POSTER)),
    t("neon"): (_phrases("""
        neon | neon sign | neon light | neon lights | glowing | glow | neon glow | blacklight
    """), (Look.POPART,)),
    t("cyberpunk"): (_phrases("""
        cyberpunk | cyber punk | blade runner | sci fi | futuristic | tron
    """), (Look.POPART, Look.COMIC)),
    t("vaporwave"): (_phrases("""
        vaporwave | vapor wave | synthwave | synth wave | retrowave | outrun | aesthetic vaporwave
    """), (Look.POPART, Look.RISO)),
    t("steampunk"): (_phrases("steampunk | steam punk"), (Look.VINTAGE_PHOTO,)),
    t("anime"): (_phrases("""
        anime | anime style | manga | ghibli | studio ghibli | chibi | makoto shinkai | naruto | one piece | dragon
        ball | waifu
    """), (Look.COMIC, Look.WATERCOLOR)),
    t("cartoon film"): (_phrases("""
        pixar | disney | simpsons | the simpsons | south park | family guy | dreamworks | arcane | spongebob | rick
        and morty
    """), (Look.COMIC,)),
    t("3D"): (_phrases("""
        3d | 3d render | 3d model | cgi | render | rendered | blender | unreal engine | claymation | clay | lego |
        plasticine | funko pop | action figure | toy
    """), (Look.COMIC, Look.POPART)),
    t("graffiti"): (_phrases("graffiti | street art | spray paint | spray painted | mural"), (Look.POPART, Look.COMIC)),
    t("glitch"): (_phrases("glitch | glitch art | glitchy | vhs | crt | datamosh"), (Look.VINTAGE_PHOTO, Look.RISO)),
    t("craft"): (_phrases("""
        embroidery | embroidered | knitted | crochet | felt | origami | papercraft | paper cut | papercut | collage
        | quilt | tapestry | tattoo | sticker | sculpture | marble statue | statue | bronze | tattoo design |
        scrapbook
    """), (Look.RISO, Look.POSTER)),
    t("art nouveau"): (_phrases("""
        art nouveau | mucha | alphonse mucha | art deco | bauhaus | psychedelic | constructivist
    """), (Look.POSTER,)),
    t("fantasy art"): (_phrases("""
        fantasy art | concept art | matte painting | digital art | digital painting | vector art | vector | dnd art
        | dungeons and dragons | tarot card | tarot
    """), (Look.OIL, Look.POSTER)),
    t("photo effect"): (_phrases("""
        hdr | bokeh | tilt shift | infrared | double exposure | x ray | thermal | fisheye
    """), (Look.VINTAGE_PHOTO,)),
    t("autumn"): (_phrases("""
        autumn | autumnal | herbst | herbstlich | fall colors | fall colours | autumn leaves
    """), ()),
}  # fmt: skip
"""Looks people ask for that this engine does not have, and what comes nearest."""

OTHER_DOUBTFUL: dict[Text, tuple[str, ...]] = {
    t("acrylic"): _phrases("acrylic"),
    t("mosaic"): _phrases("tile | tiles | tiled"),
    t("autumn"): _phrases("fall"),
    t("pastel"): _phrases("pastel"),
    t("stained glass"): _phrases("glass"),
}

IDIOMS = _phrases("""
        good night | goodnight | last night | game night | movie night | date night | girls night | night owl |
        night club | friday night | saturday night | night shift | fight night | comic con | comic sans | oil change
        | oil rig | olive oil | poster child | rain check | rain coat | raincoat | rain boots | snow white | jon
        snow | winter soldier | pencil skirt | pencil case | fog machine | paint the town | snow globe | snowboard |
        rain or shine | black mirror | brain fog | water bottle | red carpet | face paint | paint job | oil spill |
        winter coat | winter jacket | snow leopard | rain forest | night vision | fortnite | art school | drawing
        board
    """)
"""Phrases in which a look's or mood's word means something else."""

STYLE_WORDS = word_set("""
    style styled styles look looks looking painting paintings art artwork light lighting print effect vibe vibes
    filter aesthetic aesthetics mood theme themed feel feeling atmosphere illustration drawing version rendition
    technique stil kunst tone tones design estilo weather
""")
"""Words that tell that what stands beside them is meant as a look."""

FILLERS = word_set("""
    como una para a an the this that these those my our your his her their its it as of in on at to into like with
    and or for from by be is are was please pls plz pretty thx thanks thank you u can could would will want wanna
    need id i me we us make makes made making turn turned turns transform convert change changed do does did give
    get let lets have has put add some something really very super more much just so but then also too nice cool
    good great awesome beautiful photo photos photograph picture pic pics pictures image img foto bild selfie shot
    style styled styles look looks looking effect vibe vibes filter aesthetic aesthetics feel feeling version art
    artwork kind type sort restyle edit apply use using create generate show mach mache mein meine meinen meinem das
    der die den dem ein eine einen einem als im in wie bitte und mit von zu aus auf es ist mal nen un une en el la
    le les de del con por favor y et que s t full complete completely entire whole all everything bit little lil
    touch hint bro yo hey hi hello ok okay lol lmao rn asap try theme themed mood atmosphere scene where which there
    here now one if it what possible possibly bot stil kunst way tone tones design through done over up down out
    hehe haha xd weather time setting ready same again another rendition
""")
"""Words without a request in them: not reported as ignored."""

LETTERING_WORDS = word_set("""
    text words word letters lettering caption captioned title titled headline saying says say reads reading read
    write writes written writing sagt steht spells spelling font type slogan label labelled labeled logo sign banner
    big bold large small huge tiny typography message quote tagline subtitle schrift aufschrift
""")
"""Words that belong to a quoted text."""

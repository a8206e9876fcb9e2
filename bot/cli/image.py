"""`restyle image` and `restyle imagine`: what a picture is to be, from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import readable_errors
from bot.cli.picture import Given, check_out, make_picture, read_file
from bot.clock import RandomIds
from bot.domain.request import SEED_LIMIT, Magic, Region, Size, Speed, Task, Wish
from bot.domain.styles import suggested_strength
from bot.services.restyle import check_mask
from bot.settings import EngineName

Out = Annotated[Path, typer.Option(help="Where to write it: .jpg, .png or .webp.")]
Style = Annotated[str | None, typer.Option(help="A ready-made style, e.g. poster.")]
SpeedOption = Annotated[Speed, typer.Option(case_sensitive=False, help="Care against time.")]
MagicOption = Annotated[Magic, typer.Option(case_sensitive=False, help="How far the prompt may be enriched.")]
Seed = Annotated[int | None, typer.Option(min=0, max=SEED_LIMIT, help="Makes a result repeatable.")]
SizeOption = Annotated[Size, typer.Option(case_sensitive=False, help="The shape of the result.")]
Engine = Annotated[EngineName | None, typer.Option(help="Which engine; by default the settings'.")]


def image(  # noqa: PLR0917 (the parameters are the command's options)
    source: Annotated[Path, typer.Argument(metavar="IN", help="The picture to redraw.")],
    out: Out,
    prompt: Annotated[str, typer.Option(help='How it should look; words in "double quotes" are lettered.')] = "",
    style: Style = None,
    strength: Annotated[float | None, typer.Option(help="0 keeps the picture, 1 follows the prompt most.")] = None,
    mask: Annotated[
        Path | None, typer.Option(help="Redraw a part only: a picture that is white there and black elsewhere.")
    ] = None,
    region: Annotated[
        Region | None, typer.Option(case_sensitive=False, help="Redraw a part only, by its name.")
    ] = None,
    speed: SpeedOption = Speed.BALANCED,
    magic: MagicOption = Magic.NONE,
    seed: Seed = None,
    size: SizeOption = Size.AUTO,
    engine: Engine = None,
) -> None:
    """Restyle one picture, or a part of it, from the command line."""
    with readable_errors():
        wish = Wish(
            task=Task.FILL if mask or region else Task.RESTYLE,
            region=region,
            prompt=prompt,
            style=style,
            strength=suggested_strength(style) if strength is None else strength,
            speed=speed,
            magic=magic,
            size=size,
            seed=_seed(seed),
        ).checked()
        check_mask(wish, given=mask is not None)
        check_out(out)
        given = Given(source=read_file(source), mask=read_file(mask) if mask else None)
        make_picture(wish, given, out, engine)


def imagine(  # noqa: PLR0917 (the parameters are the command's options)
    out: Out,
    prompt: Annotated[str, typer.Option(help='What to draw; words in "double quotes" are lettered.')] = "",
    style: Style = None,
    speed: SpeedOption = Speed.BALANCED,
    magic: MagicOption = Magic.NONE,
    seed: Seed = None,
    size: SizeOption = Size.AUTO,
    engine: Engine = None,
) -> None:
    """Make one picture from words alone."""
    with readable_errors():
        wish = Wish(
            task=Task.IMAGINE, prompt=prompt, style=style, speed=speed, magic=magic, size=size, seed=_seed(seed)
        ).checked()
        check_out(out)
        make_picture(wish, Given(), out, engine)


def _seed(given: int | None) -> int:
    return RandomIds().seed() if given is None else given

"""Real photos for tests: the pictures that ship with scikit-image, found as files; its code is never imported."""

from importlib.util import find_spec
from pathlib import Path


def photo(name: str) -> Path:
    """A photo's path, e.g. `photo("astronaut.png")`."""
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / name

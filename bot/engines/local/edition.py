"""Which looks these are: a name that changes with anything that decides what this engine draws."""

import hashlib
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("numpy", "opencv-contrib-python-headless", "pillow")


def edition() -> str:
    """The fingerprint of the engine's own code and of the libraries that it draws with."""
    digest = hashlib.sha256(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()

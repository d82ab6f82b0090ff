"""Which release of the tracker answers."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

FOLDERS = ("milestones", "priorities", "spp_tracker", "static", "templates")


@cache
def release() -> str:
    """A mark of this very code with its templates, words and assets, of what is installed beside it
    (an answer may depend on whether something is, and on its version), and of the one setting that
    answers tell of.

    It is the same wherever these are, and differs from that of any other release. They are read
    once, when a process starts to serve, some hundredths of a second long.
    """
    digest = hashlib.sha256(settings.DATA_LICENCE.encode())
    digest.update("\n".join(sorted(_installed())).encode())
    for file in sorted(_files()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(settings.BASE_DIR)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _installed() -> Iterator[str]:
    """The name and version of every distribution; each is read once."""
    for distribution in distributions():
        about = distribution.metadata
        yield f"{about['Name']} {about['Version']}"


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path

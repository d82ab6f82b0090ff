"""Which release of the tracker is running."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

FOLDERS = ("milestones", "priorities", "spp_tracker", "static", "templates")


@cache
def release() -> str:
    """A digest of the code with its templates, translations and assets, of the installed
    distributions (a response may depend on whether one is installed, and on its version), and of
    the one setting that responses mention.

    It is the same wherever these are the same, and differs between releases. They are read once,
    when a process starts to serve, which takes some hundredths of a second.
    """
    digest = hashlib.sha256(settings.DATA_LICENCE.encode())
    digest.update("\n".join(sorted(_installed())).encode())
    for file in sorted(_files()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(settings.BASE_DIR)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _installed() -> Iterator[str]:
    """The name and version of every distribution; its metadata are read once."""
    for distribution in distributions():
        metadata = distribution.metadata
        yield f"{metadata['Name']} {metadata['Version']}"


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path

"""Which release of the tracker answers."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDERS = ("milestones", "priorities", "spp_tracker", "static", "templates")
FILES = ("requirements.lock",)


@cache
def release() -> str:
    """A mark of this very code with its templates, words and assets, of what it is built on, and of
    the one setting that answers tell of.

    It is the same wherever these are, and differs from that of any other release. They are read
    once, some hundredths of a second long.
    """
    digest = hashlib.sha256(settings.DATA_LICENCE.encode())
    for file in sorted(_files()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(settings.BASE_DIR)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in FILES:
        yield settings.BASE_DIR / name
    for folder in FOLDERS:
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path

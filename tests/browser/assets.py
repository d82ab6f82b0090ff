"""The assets of a tracker that is looked at in a browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class OursCompressed(CompressedManifestStaticFilesStorage):
    """Collected as in public, but Django's own are not compressed: that takes seconds."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        yield from super().compress_files(path for path in paths if not path.startswith("admin/"))

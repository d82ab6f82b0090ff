"""python manage.py backup"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from spp_tracker.backups import BackupError, back_up


class Command(BaseCommand):
    help = (
        "Back up the database while it is in use, into a new folder that only its owner can read: "
        "one file, and a manifest with its digest, the newest seal and the digest of every file of "
        "data. On PostgreSQL it needs pg_dump."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="The folder to make.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = back_up(options["target"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        found = manifest.contents
        self.stdout.write(
            "\n".join(
                [
                    f"Backed up to {options['target']}: {manifest.size:,} bytes, "
                    f"{len(found.exports)} files of data compared on restore.",
                    *(f"Newest seal: {seal}" for seal in found.newest_seals),
                ]
            )
        )

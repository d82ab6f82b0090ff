"""python manage.py restore"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from spp_tracker.backups import BackupError, restore


class Command(BaseCommand):
    help = (
        "Restore a backup. The backup is checked first; then the restored database is verified, "
        "and every file of data compared with that of the day of the backup. If anything is wrong, "
        "a SQLite database stays as it was. On PostgreSQL, the database must be empty."
    )

    # The checks of models ask the database, which may be damaged.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="The folder that backup has made.")
        parser.add_argument(
            "--force",
            action="store_true",
            help="Replace the SQLite database that is there; it is kept under another name.",
        )
        parser.add_argument(
            "--despite-findings",
            action="store_true",
            help="Restore even if verify finds something wrong, as it was when it was backed up.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        def verify() -> None:
            try:
                call_command("verify", stdout=self.stdout)
            except CommandError as findings:
                if not options["despite_findings"]:
                    raise BackupError(
                        f"verify: {findings} To restore it all the same: --despite-findings"
                    ) from None

        try:
            for sentence in restore(options["target"], verify, force=options["force"]):
                self.stdout.write(sentence)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None

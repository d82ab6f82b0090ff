"""python manage.py send_reminders"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from milestones.editing.reminders import build_reminder, editors, send_reminder
from milestones.management import arguments


class Command(BaseCommand):
    help = (
        "Mail each editor what needs attention, or was not updated since the latest edition, in "
        "the areas given to them. Each matter is mailed once. Run it once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            metavar="DATE",
            type=arguments.day,
            help="reference date, such as 2006-09-30 (default: today)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be mailed, and mail nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or timezone.localdate()
        users = list(editors())
        failures = sum(not self._remind(user, day, send=not options["dry_run"]) for user in users)
        if failures:
            raise CommandError(
                f"{failures} of {len(users)} editors could not be reminded; the next run tries "
                "again."
            )

    def _remind(self, user: Any, day: dt.date, *, send: bool) -> bool:
        """Remind one editor; return False on failure so that the loop goes on."""
        if not user.email:
            self.stdout.write(f"{user}: has no e-mail address; give one in the admin")
            return True
        try:
            mail = send_reminder(user, day) if send else build_reminder(user, day)
        except Exception as error:
            self.stderr.write(f"{user}: could not be reminded: {error}")
            return False
        outcome = f"{user.email}: {mail.subject}" if mail else "nothing new"
        self.stdout.write(f"{user}: {outcome}")
        return True

"""python manage.py send_reminders"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from milestones.editing.reminders import build_reminder, editors, send_reminder
from milestones.management import arguments


class Command(BaseCommand):
    """Mails each editor what needs them; a second run on the same day mails nothing."""

    help = (
        "Mail each editor what is due soon, overdue, contradictory or not updated since the last "
        "edition in the areas given to them. Nobody is told the same twice. Run it once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            metavar="DATE",
            type=arguments.day,
            help="the day as of which it is reckoned, such as 2006-09-30; today without it",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be mailed, and mail nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or timezone.localdate()
        people = list(editors())
        failures = sum(not self._tell(user, day, send=not options["dry_run"]) for user in people)
        if failures:
            raise CommandError(
                f"{failures} of {len(people)} editors could not be reminded; the next run tries "
                "again."
            )

    def _tell(self, user: Any, day: dt.date, *, send: bool) -> bool:
        """Whether all is well with a person. What one mail runs into does not stop the others."""
        if not user.email:
            self.stdout.write(f"{user}: has no e-mail address; give one in the admin")
            return True
        try:
            letter = send_reminder(user, day) if send else build_reminder(user, day)
        except Exception as error:
            self.stderr.write(f"{user}: could not be reminded: {error}")
            return False
        said = f"{user.email}: {letter.subject}" if letter else "nothing new"
        self.stdout.write(f"{user}: {said}")
        return True

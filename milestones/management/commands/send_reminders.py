"""python manage.py send_reminders"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from milestones.editing.proposal_mails import ProposalEmail, proposal_emails
from milestones.editing.reminders import build_reminder, editors, send_reminder
from milestones.management import arguments


class Command(BaseCommand):
    help = (
        "Mail each editor what needs attention, or was not updated since the latest edition, in "
        "the areas given to them, each matter once. Also mail publishers what waits for their "
        "approval, and editors what was decided about their proposals the day before. Run it "
        "once a day."
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
        send = not options["dry_run"]
        failures = sum(not self._remind(user, day, send=send) for user in users)
        unsent = sum(not self._mail(mail, send=send) for mail in proposal_emails(day))
        problems = []
        if failures:
            reminded = f"{failures} of {len(users)} editors could not be reminded"
            problems.append(f"{reminded}; the next run tries again.")
        if unsent:
            problems.append(f"{unsent} mails about proposals could not be sent.")
        if problems:
            raise CommandError(" ".join(problems))

    def _mail(self, mail: ProposalEmail, *, send: bool) -> bool:
        """Mail somebody about proposals; return False on failure so that the loop goes on."""
        if not mail.user.email:
            self.stdout.write(f"{mail.user}: has no e-mail address; give one in the admin")
            return True
        try:
            if send:
                mail.send()
        except Exception as error:
            self.stderr.write(f"{mail.user}: could not be mailed: {error}")
            return False
        self.stdout.write(f"{mail.user.email}: {mail.subject}")
        return True

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

"""python manage.py remove_second_factor"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = (
        "Remove the second factor and the recovery codes of a user who has lost them. "
        "First make sure that it is this person who asks for it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"]
        found = Authenticator.objects.filter(user__username=username)
        if not found:
            raise CommandError(f"Nobody called “{username}” has a second factor.")
        found.delete()
        self.stdout.write(f"{username} has no second factor any more, and logs in without one.")

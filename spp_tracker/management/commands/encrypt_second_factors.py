"""python manage.py encrypt_second_factors"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from spp_tracker.accounts.encryption import encrypt_all


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of all second factors with SECRET_KEY, so that the former key can be "
        "taken out of SECRET_KEY_FALLBACKS."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        count, unreadable = encrypt_all(Authenticator.objects.all())
        self.stdout.write(f"{count} secrets are encrypted with SECRET_KEY.")
        if unreadable:
            names = ", ".join(unreadable)
            raise CommandError(
                f"The second factors of {names} were encrypted with another key. Put it into "
                "SECRET_KEY_FALLBACKS and run this again, or remove them: "
                "manage.py remove_second_factor NAME."
            )

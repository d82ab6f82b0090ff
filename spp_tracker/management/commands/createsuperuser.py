"""python manage.py createsuperuser"""

from __future__ import annotations

import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError


class Command(createsuperuser.Command):
    """Django's, which checks a password that is typed, but not one from a variable."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Create a superuser, unless the password in the variable does not meet the rules."""
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if password is not None and not options["interactive"]:
            owner = User(username=options["username"] or "", email=options["email"] or "")
            try:
                validate_password(password, owner)
            except ValidationError as error:
                problems = " ".join(error.messages)
                raise CommandError(f"DJANGO_SUPERUSER_PASSWORD: {problems}") from error
        super().handle(*args, **options)

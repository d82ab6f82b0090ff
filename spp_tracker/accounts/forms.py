"""The form of the login, and those that ask for a code, with the limits of lockout.py."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core import context
from allauth.mfa.base import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.forms import TextInput

from spp_tracker.accounts.encryption import Unreadable
from spp_tracker.accounts.lockout import count_failure, refuse_if_locked_out

logger = logging.getLogger("security")


class LoginForm(AdminAuthenticationForm):
    """Asks for name and password. A name that is too long to be anybody's is not tried: the count
    of failures has no room for it, and the log should have none."""

    username = UsernameField(
        max_length=User._meta.get_field("username").max_length,
        widget=TextInput(attrs={"autofocus": True}),
    )


class _LimitedCodes(forms.BaseAuthenticateForm):
    """Codes are not looked at during a lockout; wrong ones count like wrong passwords (events.py).

    The second look is for guesses at the same time: all pass the first one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autofocus": True, "inputmode": "numeric"}

    def clean_code(self) -> str:
        """The code; raises PermissionDenied during a lockout."""
        name = self.user.get_username()
        refuse_if_locked_out(context.request, name)
        try:
            code: str = super().clean_code()
        except Unreadable:
            logger.error("second_factor_unreadable", extra={"user": name})
            # Else the codes of an app whose secret can be read could be guessed without end.
            count_failure(context.request, name)
            raise
        refuse_if_locked_out(context.request, name)
        return code


class AuthenticateForm(_LimitedCodes, forms.AuthenticateForm):
    """Asks for a code after the password."""


class ReauthenticateForm(_LimitedCodes, forms.ReauthenticateForm):
    """Asks somebody who is logged in for a code."""

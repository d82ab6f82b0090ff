"""A forgotten password is set again by a link in a mail, if the tracker sends mail.

Answers do not say whether there is an account, not even by how long they take.
"""

from __future__ import annotations

import logging
from contextvars import copy_context
from http import HTTPStatus
from threading import Thread
from typing import Any

from allauth.core.internal import ratelimit
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import forms, views
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from spp_tracker.env import origin

logger = logging.getLogger("security")

LIMITS = {"reset": "20/h/ip,5/h/key"}
"""How many requests an address may send in an hour, and how many there may be for a mailbox."""


class ResetForm(forms.PasswordResetForm):
    """Mails a link to everybody with this address who logs in with a password."""

    def get_users(self, email: str) -> Any:
        """Only those who may log in."""
        return (user for user in super().get_users(email) if user.is_staff)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Log the request, whether or not there is an account, and send mails."""
        users = [user.get_username() for user in self.get_users(self.cleaned_data["email"])]
        logger.info("reset_requested", extra={"users": users})
        super().save(*args, **kwargs)

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send a mail while the answer is on its way."""
        send = super().send_mail
        Thread(target=copy_context().run, args=(send, *args), kwargs=kwargs).start()


class _Closed:
    """Where no mail is sent there is no such page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.SENDS_MAIL:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class ResetView(_Closed, views.PasswordResetView):
    """Asks for the address of a mailbox."""

    form_class = ResetForm
    email_template_name = "mail/password_reset.txt"
    subject_template_name = "mail/password_reset_subject.txt"
    success_url = reverse_lazy("password_reset_done")
    extra_email_context = {"site": origin(settings.PUBLIC_URL)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Mail a link, unless there were too many requests."""
        mailbox = form.cleaned_data["email"].lower()
        if ratelimit.consume(
            self.request, app="spp_tracker", action="reset", config=LIMITS, key=mailbox
        ):
            return super().form_valid(form)
        form.add_error("email", _("There were too many requests. Try again in an hour."))
        response = self.form_invalid(form)
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return response


class SetPasswordView(_Closed, views.PasswordResetConfirmView):
    """Where the link in the mail leads to: sets a password, and ends a lockout of the account."""

    template_name = "account/set_password.html"
    success_url = reverse_lazy("password_reset_complete")

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password."""
        reset(username=self.user.get_username())
        return super().form_valid(form)

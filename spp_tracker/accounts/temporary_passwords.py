"""Nobody acts as somebody else unnoticed: the owner of a password that another person has set is
told by mail, and changes it before anything else in the admin.

It listens to the signal of saved accounts, so that no way to set a password goes past it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milestones.models import TemporaryPassword
from milestones.models.names import full_name, name_or_username
from spp_tracker.request_log import current_request
from spp_tracker.security_log import SET_BY_ANOTHER, password_event


@receiver(post_save, sender=User)
def note_who_set_password(instance: Any, created: bool, raw: bool, **_signal: Any) -> None:
    """Note that somebody else set the password, and tell its owner; or that its owner set it, or
    that there is none any more, which nobody could change.

    Whoever creates an account on the command line has its password, and is its owner.
    """
    if raw or (instance._password is None and instance.has_usable_password()):
        return
    if password_event(instance) != SET_BY_ANOTHER:
        TemporaryPassword.objects.filter(user=instance).delete()
    elif current_request() or not created:
        TemporaryPassword.objects.update_or_create(user=instance)
        subject = _("SPP Tracker: your password was set by somebody else")
        _mail_on_commit(subject, "mail/password_set.txt", instance, to=instance.email)


@receiver(post_save, sender=User)
def tell_former_address(instance: Any, **_signal: Any) -> None:
    """Tell the former address that another one was entered: links to reset passwords go there."""
    former = (instance.before_save or {}).get("email")
    if former and former != instance.email:
        subject = _("SPP Tracker: your email address was changed")
        _mail_on_commit(subject, "mail/email_changed.txt", instance, to=former)


def _mail_on_commit(subject: str, template: str, user: User, *, to: str) -> None:
    """Mail what happened to an account, and who did it, unless it is rolled back. Without a mail
    server or an address nothing is sent; a mail that cannot be sent is logged."""
    if not (settings.SENDS_MAIL and to):
        return
    request = current_request()
    by: Any = request and request.user
    context = {"user": user, "by": by and name_or_username(full_name(by), by)}
    mail = EmailMessage(subject, render_to_string(template, context), to=[to])
    transaction.on_commit(mail.send, robust=True)


def temporary_password(user: Any) -> TemporaryPassword | None:
    """What says that somebody else set the password of a user, who has not changed it since."""
    return TemporaryPassword.objects.filter(user=user.pk).first()

"""What happens to second factors and sessions: in the security log, in the count of failures, and
to the other sessions of a person, which end when a password or a second factor changes."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.models import User
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from milestones.actions.security_log import log_on_commit
from spp_tracker.accounts.lockout import count_failure
from spp_tracker.request_log import current_request

logger = logging.getLogger("security")

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES


@receiver(post_save, sender=Authenticator)
def log_added(instance: Authenticator, created: bool, **_signal: Any) -> None:
    """Log a new second factor, or new recovery codes."""
    if created:
        is_codes = instance.type == RECOVERY_CODES
        event = "recovery_codes_generated" if is_codes else "second_factor_added"
        kind = {} if is_codes else {"kind": str(instance.type)}
        log_on_commit(event, user=instance.user.get_username(), **kind)
        if not is_codes:
            end_other_sessions(instance.user)


@receiver(post_delete, sender=Authenticator)
def log_removed(instance: Authenticator, **_signal: Any) -> None:
    """Log that a second factor is gone; with the last one, the recovery codes go, too."""
    if instance.type != RECOVERY_CODES:
        name = instance.user.get_username()
        log_on_commit("second_factor_removed", user=name, kind=str(instance.type))
        end_other_sessions(instance.user)


@receiver(post_save, sender=User)
def end_sessions_of(instance: Any, **_signal: Any) -> None:
    """Of an account that is not active no session is left that would live again with it; of a
    new password none but the one in which it was set."""
    before = instance.before_save or {}
    password = before.get("password", instance.password)
    if before.get("is_active") and not instance.is_active:
        instance.sessions.all().end()
    elif password != instance.password and instance._password:
        end_other_sessions(instance)


def end_other_sessions(user: Any) -> None:
    """End the sessions of somebody, but for the one of this request."""
    request = current_request()
    current = request.session.digest if request and request.user == user else None  # type: ignore[attr-defined]
    user.sessions.exclude(pk=current).end()


@receiver(authentication_step_completed)
def log_step(user: User, method: str, request: HttpRequest, **signal: Any) -> None:
    """Log which second factor was used, and that somebody authenticated again: the session then
    goes on under another key."""
    name = user.get_username()
    if method == "mfa":
        logger.info("second_factor_used", extra={"user": name, "kind": str(signal["type"])})
    if signal.get("reauthenticated"):
        logger.info("reauthenticated", extra={"user": name, "method": method})
        request.session.change_key()  # type: ignore[attr-defined]


@receiver(authentication_failed)
def count_wrong_code(user: User, request: HttpRequest, **_signal: Any) -> None:
    """Log a wrong code or answer of a key, and count it like a wrong password."""
    name = user.get_username()
    logger.warning("second_factor_failed", extra={"user": name, "path": request.path})
    count_failure(request, name)

"""What happens to second factors: in the security log, and in the count of failures."""

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


@receiver(post_delete, sender=Authenticator)
def log_removed(instance: Authenticator, **_signal: Any) -> None:
    """Log that a second factor is gone; with the last one, the recovery codes go, too."""
    if instance.type != RECOVERY_CODES:
        name = instance.user.get_username()
        log_on_commit("second_factor_removed", user=name, kind=str(instance.type))


@receiver(authentication_step_completed)
def log_step(user: User, method: str, **signal: Any) -> None:
    """Log which second factor was used, and that somebody authenticated again."""
    name = user.get_username()
    if method == "mfa":
        logger.info("second_factor_used", extra={"user": name, "kind": str(signal["type"])})
    if signal.get("reauthenticated"):
        logger.info("reauthenticated", extra={"user": name, "method": method})


@receiver(authentication_failed)
def count_wrong_code(user: User, request: HttpRequest, **_signal: Any) -> None:
    """Log a wrong code or answer of a key, and count it like a wrong password."""
    name = user.get_username()
    logger.warning("second_factor_failed", extra={"user": name, "path": request.path})
    count_failure(request, name)

"""The security log: what happens to accounts, by whom and from where (docs/logs.md).

It listens to signals, so that no way to change an account goes past it. Passwords are in no event.
"""

from __future__ import annotations

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_save,
    pre_delete,
    pre_save,
)
from django.dispatch import receiver
from django.http import HttpRequest

from milestones.actions.security_log import log_on_commit
from priorities.models import AreaEditor
from spp_tracker.request_log import current_request

logger = logging.getLogger("security")

LOGIN_FIELDS = ("username", "login", "email")
RIGHTS = ("username", "is_active", "is_staff", "is_superuser")
WATCHED = {*RIGHTS, "email", "password"}
SET_BY_ANOTHER = "password_set"


@receiver(user_logged_in)
def log_login(user: User, **_signal: Any) -> None:
    """Log who logged in."""
    logger.info("logged_in", extra={"user": user.get_username()})


@receiver(user_logged_out)
def log_logout(user: User | None, **_signal: Any) -> None:
    """Log who logged out, unless the session had ended before."""
    if user:
        logger.info("logged_out", extra={"user": user.get_username()})


@receiver(user_login_failed)
def log_failed_login(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any
) -> None:
    """Log the name that was tried, whether or not somebody has it, and the page."""
    name = next((credentials[field] for field in LOGIN_FIELDS if credentials.get(field)), "")
    path = request.path if request else None
    logger.warning("login_failed", extra={"user": str(name), "path": path})


@receiver(user_locked_out)
def log_lockout(username: str | None, request: HttpRequest, **_signal: Any) -> None:
    """Log that a client was refused, or is from now on; for all accounts or for this one."""
    everybody = getattr(request, "everybody_is_locked_out", False)
    logger.warning("locked_out", extra={"user": username or "", "all_accounts": everybody})


@receiver(pre_save, sender=User)
def keep_saved_user(instance: Any, update_fields: Any, raw: bool, **_signal: Any) -> None:
    """Keep what is on record of an account before it is saved; None if nothing will change."""
    watched = WATCHED & set(update_fields or WATCHED)
    saved = User.objects.filter(pk=instance.pk).values(*watched) if watched else None
    instance.before_save = None if saved is None or raw else saved.first()


@receiver(post_save, sender=User)
def log_saved_user(instance: Any, created: bool, **_signal: Any) -> None:
    """Log a new account, or what changed in one."""
    name = instance.get_username()
    before = instance.before_save
    if created:
        log_on_commit(
            "user_created",
            user=name,
            is_staff=instance.is_staff,
            is_superuser=instance.is_superuser,
        )
    if not before:
        return
    changed = [field for field in before if before[field] != getattr(instance, field)]
    if rights := [field for field in RIGHTS if field in changed]:
        log_on_commit(
            "user_changed",
            user=name,
            before={field: before[field] for field in rights},
            after={field: getattr(instance, field) for field in rights},
        )
    if "email" in changed:
        log_on_commit("email_changed", user=name)
    # A login may save the same password with a newer hash: nobody has set it then.
    if "password" in changed and (instance._password or not instance.has_usable_password()):
        log_on_commit(password_event(instance), user=name)


def password_event(user: User) -> str:
    """Whether a password was set by its owner, by somebody else, or by who has not logged in."""
    if not user.has_usable_password():
        return "password_disabled"
    request = current_request()
    if request is None:
        return SET_BY_ANOTHER
    if not request.user.is_authenticated:
        return "password_reset"
    return "password_changed" if request.user == user else SET_BY_ANOTHER


@receiver(post_delete, sender=User)
def log_deleted_user(instance: User, **_signal: Any) -> None:
    """Log that an account was deleted."""
    log_on_commit("user_deleted", user=instance.get_username())


@receiver(m2m_changed, sender=User.groups.through)
def log_roles(instance: Any, action: str, reverse: bool, pk_set: Any, **_signal: Any) -> None:
    """Log the roles of the people whose roles change, before and after."""
    if not reverse:
        users = [instance]
    elif pk_set is None:
        users = list(instance.user_set.all())
    else:
        users = list(User.objects.filter(pk__in=pk_set))
    if action.startswith("pre_"):
        instance.roles_before = {user.pk: (user, _roles(user)) for user in users}
        return
    for user, before in instance.roles_before.values():
        if before != _roles(user):
            name = user.get_username()
            log_on_commit("roles_changed", user=name, before=before, after=_roles(user))


def _roles(user: User) -> list[str]:
    return list(user.groups.order_by("name").values_list("name", flat=True))


@receiver([pre_save, pre_delete], sender=AreaEditor)
def keep_areas(instance: Any, **_signal: Any) -> None:
    """Keep the areas of a person before they change."""
    instance.areas_before = _areas(instance)


@receiver([post_save, post_delete], sender=AreaEditor)
def log_areas(instance: Any, **_signal: Any) -> None:
    """Log the areas of a person, before and after."""
    name = instance.user.get_username()
    log_on_commit("areas_changed", user=name, before=instance.areas_before, after=_areas(instance))


def _areas(editor: AreaEditor) -> list[str]:
    own = AreaEditor.objects.filter(user=editor.user_id)
    return list(own.order_by("area__order").values_list("area__code", flat=True))

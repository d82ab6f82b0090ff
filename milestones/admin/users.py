"""People, their roles and their priority areas.

An administrator gives them, but nothing beyond them: superusers are made on the command line,
and only superusers change one. Nobody is deleted, since the record names who recorded what.
"""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from milestones.permissions import ROLES
from priorities.admin import ReadOnlyAdmin
from priorities.models import AreaEditor


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The roles of a person, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The role's name in the reader's language."""
        return gettext(obj.name)


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password, with which a person who was locked out can log in at once."""

    def save(self, commit: bool = True) -> Any:
        """The user."""
        reset(username=self.user.get_username())
        return super().save(commit)


class AreaInline(admin.StackedInline):  # type: ignore[type-arg]
    """The priority areas of an editor."""

    model = AreaEditor
    extra = 1
    verbose_name = gettext_lazy("priority area")
    verbose_name_plural = gettext_lazy("priority areas in which an editor records statuses")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """To be chosen, and not to be edited from here."""
        return db_field.formfield(**kwargs)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """People. Whoever has a role may log in to the admin."""

    list_display = ["username", "email", "first_name", "last_name", "roles", "is_active"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    inlines = [AreaInline]
    change_password_form = NewPasswordForm
    fieldsets = [
        (None, {"fields": ["username", "is_active"]}),
        (gettext_lazy("Password"), {"fields": ["password"]}),
        (
            gettext_lazy("Personal info"),
            {
                "fields": ["first_name", "last_name", "email"],
                "description": gettext_lazy(
                    "The name stands in public beside what the person records; the username and "
                    "the email address never do."
                ),
            },
        ),
        (gettext_lazy("Roles"), {"fields": ["groups"]}),
        (gettext_lazy("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the roles."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        """Their names; superusers need none."""
        if user.is_superuser:
            return gettext("Superuser")
        return ", ".join(gettext(group.name) for group in user.groups.all()) or "–"

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        """The roles that there are, and no other group."""
        return RolesField(
            Group.objects.filter(name__in=ROLES),
            required=False,
            label=gettext_lazy("Roles"),
            help_text=gettext_lazy(
                "Editors record statuses in their priority areas. Publishers record them "
                "everywhere, and import and withdraw editions. Administrators edit reference "
                "data and users besides. Whoever has none of them cannot log in here."
            ),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the password for those who may not set it."""
        parts = super().get_fieldsets(request, obj)
        if obj and not self.has_change_permission(request, obj):
            return [part for part in parts if "password" not in part[1]["fields"]]
        return parts

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Areas are given once the person is there."""
        return super().get_inlines(request, obj) if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of superusers, only superusers: their password would make anybody one of them."""
        beyond = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not beyond and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: whoever is no longer active cannot log in."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever has a role may log in to the admin, and nobody else."""
        obj.is_staff = obj.is_superuser or bool(form.cleaned_data.get("groups"))
        super().save_model(request, obj, form, change)


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin):
    """Roles, and what they allow: they are what the code says they are."""

    fields = ["name", "permissions"]

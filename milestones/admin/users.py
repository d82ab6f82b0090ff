"""Users, their roles and their priority areas.

Administrators assign roles and areas, and no other permissions: superusers are created on the
command line, and only superusers can change them. Users are never deleted, since the record
names who recorded each update.
"""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, ngettext

from milestones.actions.proposals import propose_roles
from milestones.actions.user_roles import UserRoles
from milestones.permissions import ROLES, role_change_needs_approval
from priorities.admin.entries import KeptEntryAdmin
from priorities.admin.reference import ReadOnlyAdmin
from priorities.models import AreaEditor


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return gettext(obj.name)


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password; it also ends a lockout, so that the user can log in at once."""

    def save(self, commit: bool = True) -> Any:
        reset(username=self.user.get_username())
        return super().save(commit)


class AreaInline(admin.StackedInline):  # type: ignore[type-arg]
    model = AreaEditor
    extra = 1
    verbose_name = gettext_lazy("priority area")
    verbose_name_plural = gettext_lazy("priority areas in which an editor records statuses")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Without the links to add or edit the related object."""
        return db_field.formfield(**kwargs)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(KeptEntryAdmin, UserAdmin):  # type: ignore[type-arg]
    """Users. Those with a role may log in to the admin."""

    list_display = ["username", "email", "first_name", "last_name", "roles", "is_active"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    inlines = [AreaInline]
    change_password_form = NewPasswordForm
    actions = ["end_sessions"]
    fieldsets = [
        (None, {"fields": ["username", "is_active"]}),
        (gettext_lazy("Password"), {"fields": ["password"]}),
        (
            gettext_lazy("Personal info"),
            {
                "fields": ["first_name", "last_name", "email"],
                "description": gettext_lazy(
                    "The name is shown publicly with what the person records; "
                    "the username and the email address are not."
                ),
            },
        ),
        (gettext_lazy("Roles"), {"fields": ["groups"]}),
        (gettext_lazy("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        """The names of the roles; superusers need none."""
        if user.is_superuser:
            return gettext("Superuser")
        return ", ".join(gettext(group.name) for group in user.groups.all()) or "–"

    @admin.action(description=gettext_lazy("End all sessions"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, users: Any) -> None:
        """Log the selected out everywhere; superusers only by superusers."""
        changed = [user for user in users if self.has_change_permission(request, user)]
        ended = sum(user.sessions.all().end() for user in changed)
        message = ngettext("%(count)s session has ended.", "%(count)s sessions have ended.", ended)
        messages.success(request, message % {"count": ended})

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        return RolesField(
            Group.objects.filter(name__in=ROLES),
            required=False,
            label=gettext_lazy("Roles"),
            help_text=gettext_lazy(
                "Editors record statuses in their priority areas. Publishers record them "
                "everywhere, and import and withdraw editions. Administrators also edit "
                "reference data and users. Users without a role cannot log in here."
            ),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out the password for users who may not set it."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj and not self.has_change_permission(request, obj):
            return [fieldset for fieldset in fieldsets if "password" not in fieldset[1]["fields"]]
        return fieldsets

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Show the areas only for an existing user."""
        return super().get_inlines(request, obj) if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers change superusers: setting their password would grant their rights."""
        protected = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not protected and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never; deactivate a user instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Allow only users with a role and superusers to log in to the admin."""
        if not role_change_needs_approval():
            obj.is_staff = obj.is_superuser or bool(form.cleaned_data.get("groups"))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save roles and areas, or propose them if they need a second person."""
        if not role_change_needs_approval():
            super().save_related(request, form, formsets, change)
            return
        user, entered = form.instance, _entered_roles(form, formsets)
        if entered != UserRoles.of(user):
            proposal = propose_roles(user, entered, by=request.user)
            message = gettext("Roles and areas change once another administrator approves {}.")
            address = reverse("admin:milestones_proposal_change", args=[proposal.pk])
            link = format_html('<a href="{}">{}</a>', address, gettext("the proposal"))
            messages.warning(request, format_html(message, link))

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What was changed, without roles and areas that are only proposed."""
        if role_change_needs_approval():
            formsets = []
            form.changed_data = [name for name in form.changed_data if name != "groups"]
        return super().construct_change_message(request, form, formsets, add)


def _entered_roles(form: Any, formsets: Any) -> UserRoles:
    """The roles and areas in the form of a user; a new user has none."""
    areas = [
        inline.cleaned_data["area"].code
        for formset in formsets
        for inline in formset.forms
        if inline.cleaned_data and inline not in formset.deleted_forms
    ]
    return UserRoles.named([group.name for group in form.cleaned_data.get("groups", [])], areas)


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin):
    """Roles and their permissions, read-only: ``ROLES`` defines them."""

    fields = ["name", "permissions"]

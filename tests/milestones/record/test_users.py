"""Administrators give people their roles and areas, and get no further than they are themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from milestones.permissions import areas_of
from priorities.models import AreaEditor, PriorityArea
from tests.factories import person

pytestmark = pytest.mark.django_db

SECRET = "a long and unlikely password"


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root", password=SECRET)


def page(name: str, user: User) -> str:
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def role(name: str) -> int:
    return Group.objects.get(name=name).pk


def entered(user: User, *roles: str, **changed: Any) -> dict[str, Any]:
    """What a browser sends: the form of a user, whose areas stay as they are."""
    kept = list(AreaEditor.objects.filter(user=user))
    data = {
        "username": user.username,
        "email": user.email,
        "is_active": "on",
        "groups": [role(name) for name in roles],
        "edited_areas-TOTAL_FORMS": len(kept) + 1,
        "edited_areas-INITIAL_FORMS": len(kept),
        f"edited_areas-{len(kept)}-user": user.pk,
    }
    for place, one in enumerate(kept):
        data |= {
            f"edited_areas-{place}-id": one.pk,
            f"edited_areas-{place}-user": user.pk,
            f"edited_areas-{place}-area": one.area_id,
        }
    return data | changed


def edit(client: Client, user: User, *roles: str, **changed: Any) -> str:
    answer = client.post(page("change", user), entered(user, *roles, **changed), follow=True)
    assert answer.status_code == 200
    user.refresh_from_db()
    return answer.content.decode()


def may_log_in(name: str, password: str) -> bool:
    said = {"username": name, "password": password, "next": "/admin/"}
    return Client().post("/admin/login/", said).status_code == 302


def test_an_administrator_makes_an_editor_of_chosen_areas(client: Client, ada: User) -> None:
    new = {"username": "bob", "usable_password": "true", "password1": SECRET, "password2": SECRET}
    answer = client.post(reverse("admin:auth_user_add"), new)
    bob = User.objects.get(username="bob")
    assert answer["Location"] == page("change", bob)
    assert not may_log_in("bob", SECRET)
    area = PriorityArea.objects.get(code="MS")
    edit(client, bob, "Editors", **{"edited_areas-0-area": area.pk})
    assert may_log_in("bob", SECRET)
    assert [one.code for one in areas_of(bob)] == ["MS"]


def test_whoever_loses_the_last_role_can_no_longer_log_in(client: Client, ada: User) -> None:
    bob = person("bob", "Editors", "MS")
    edit(client, bob)
    assert (bob.is_staff, bob.groups.count()) == (False, 0)
    assert not may_log_in("bob", "bob has this password")


def test_an_area_is_taken_away_again(client: Client, ada: User) -> None:
    bob = person("bob", "Editors", "MS", "TS")
    edit(client, bob, "Editors", **{"edited_areas-0-DELETE": "on"})
    assert areas_of(bob).count() == 1


def test_an_area_is_given_once(client: Client, ada: User) -> None:
    bob = person("bob", "Editors", "MS")
    area = PriorityArea.objects.get(code="MS")
    refused = edit(client, bob, "Editors", **{"edited_areas-1-area": area.pk})
    assert "errornote" in refused
    assert areas_of(bob).count() == 1


def test_names_and_address_are_changed_and_people_are_deactivated(
    client: Client, ada: User
) -> None:
    bob = person("bob", "Publishers")
    said = {"first_name": "Bob", "email": "bob@example.org", "is_active": ""}
    edit(client, bob, "Publishers", **said)
    assert (bob.first_name, bob.email, bob.is_active) == ("Bob", "bob@example.org", False)
    assert not may_log_in("bob", "bob has this password")


def test_a_new_password_lets_a_person_in_at_once(client: Client, ada: User) -> None:
    bob = person("bob", "Editors")
    for _attempt in range(5):
        may_log_in("bob", "guessed")
    assert not may_log_in("bob", "bob has this password")
    said = {"password1": SECRET, "password2": SECRET, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[bob.pk]), said)
    assert may_log_in("bob", SECRET)


def test_the_list_tells_who_has_which_role(client: Client, ada: User, root: User) -> None:
    person("bob", "Publishers")
    person("eve")
    shown = client.get(reverse("admin:auth_user_changelist")).context["cl"]
    roles = {one.username: shown.model_admin.roles(one) for one in shown.result_list}
    assert roles == {"ada": "Administrators", "bob": "Publishers", "eve": "–", "root": "Superuser"}


ESCALATION = {
    "is_superuser": "on",
    "is_staff": "on",
    "user_permissions": "1",
    "password": "md5$x$y",
    "date_joined_0": "2001-01-01",
}


@pytest.mark.parametrize("whom", ["ada", "bob"])
def test_an_administrator_makes_nobody_a_superuser(client: Client, ada: User, whom: str) -> None:
    person("bob")
    user = User.objects.get(username=whom)
    before = (user.password, user.date_joined)
    form = client.get(page("change", user)).content.decode()
    assert not [name for name in ("is_superuser", "user_permissions") if f'name="{name}"' in form]
    permissions = list(Permission.objects.values_list("pk", flat=True))
    roles = ["Administrators"] if whom == "ada" else []
    edit(client, user, *roles, **ESCALATION | {"user_permissions": permissions})
    assert not user.is_superuser
    assert user.is_staff == bool(roles)
    assert user.user_permissions.count() == 0
    assert (user.password, user.date_joined) == before


def test_a_superuser_is_not_made_along_with_a_new_user(client: Client, ada: User) -> None:
    new = {"username": "bob", "usable_password": "true", "password1": SECRET, "password2": SECRET}
    client.post(reverse("admin:auth_user_add"), new | ESCALATION)
    bob = User.objects.get(username="bob")
    assert (bob.is_superuser, bob.is_staff) == (False, False)


def test_only_the_roles_are_given_and_no_other_group(client: Client, ada: User) -> None:
    everything = Group.objects.create(name="Everything")
    everything.permissions.set(Permission.objects.all())
    refused = edit(client, ada, groups=[everything.pk])
    assert "Select a valid choice." in refused
    assert [group.name for group in ada.groups.all()] == ["Administrators"]


def test_an_administrator_does_not_touch_a_superuser(client: Client, ada: User, root: User) -> None:
    assert client.post(page("change", root), entered(root, email="a@b.org")).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    said = {"password1": "mine now 12345", "password2": "mine now 12345", "usable_password": "true"}
    assert client.get(password).status_code == 403
    assert client.post(password, said).status_code == 403
    assert client.post(f"/admin/auth/user/0{root.pk}/password/", said).status_code == 403
    assert may_log_in("root", SECRET)
    shown = client.get(page("change", root)).content.decode()
    assert "password/" not in shown.replace("/admin/password_change/", "")
    assert 'name="_save"' not in shown


def test_an_administrator_takes_no_area_from_a_superuser(
    client: Client, ada: User, root: User
) -> None:
    mine = AreaEditor.objects.create(user=root, area=PriorityArea.objects.get(code="TS"))
    answer = client.post(page("change", root), entered(root, **{"edited_areas-0-DELETE": "on"}))
    assert answer.status_code == 403
    assert AreaEditor.objects.filter(pk=mine.pk).exists()


def test_a_superuser_sees_to_everybody(client: Client, ada: User, root: User) -> None:
    client.force_login(root)
    edit(client, root, email="root@example.org")
    assert (root.email, root.is_superuser, root.is_staff) == ("root@example.org", True, True)
    edit(client, ada, "Editors")
    assert [group.name for group in ada.groups.all()] == ["Editors"]


@pytest.mark.parametrize("name", ["Administrators", ""])
def test_nobody_is_deleted(client: Client, root: User, name: str) -> None:
    client.force_login(person("ada", name) if name else root)
    bob = person("bob", "Editors")
    assert client.post(page("delete", bob), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [bob.pk], "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), chosen)
    assert User.objects.filter(pk=bob.pk).exists()


def test_passwords_are_not_found_by_their_hashes(client: Client, ada: User) -> None:
    listing = reverse("admin:auth_user_changelist")
    assert client.get(f"{listing}?password__startswith=md5").status_code in {302, 400}

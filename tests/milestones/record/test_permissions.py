"""Who may do what, and that every migration sees to it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from milestones.models import Milestone, StatusUpdate
from milestones.permissions import (
    IMPORT,
    RECORD,
    RECORD_ANYWHERE,
    WITHDRAW,
    areas_of,
    may_record,
    may_withdraw,
    recordable,
    sync_roles,
)
from tests.factories import person
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db

READ = """
    milestones.view_deadline
    milestones.view_milestone
    milestones.view_pairstatus
    milestones.view_statusreport
    milestones.view_statusupdate
    milestones.view_updatewithdrawal
    milestones.view_withdrawal
    priorities.view_goal
    priorities.view_initiative
    priorities.view_plan
    priorities.view_priorityarea
"""
PUBLISH = """
    milestones.add_proposaldecision
    milestones.add_statusreport
    milestones.add_withdrawal
    milestones.record_in_any_area
"""
ADMINISTER = """
    auth.add_user
    auth.change_user
    auth.view_group
    auth.view_user
    milestones.add_deadline
    milestones.change_deadline
    milestones.change_milestone
    milestones.delete_deadline
    priorities.add_areaeditor
    priorities.change_areaeditor
    priorities.change_goal
    priorities.change_initiative
    priorities.change_priorityarea
    priorities.delete_areaeditor
    priorities.view_areaeditor
"""
_EDITORS = {
    *READ.split(),
    *("milestones.add_statusupdate", "milestones.add_updatewithdrawal", "milestones.view_proposal"),
}
_PUBLISHERS = _EDITORS | {*PUBLISH.split()}
PROMISED = {
    "Editors": _EDITORS,
    "Publishers": _PUBLISHERS,
    "Administrators": _PUBLISHERS | {*ADMINISTER.split()},
}


def kept() -> dict[str, set[str]]:
    return {
        group.name: {
            f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()
        }
        for group in Group.objects.all()
    }


def migrate() -> None:
    call_command("migrate", verbosity=0)


def test_a_new_database_has_the_roles_with_just_what_they_may_do() -> None:
    assert kept() == PROMISED


def test_a_migration_gives_back_what_a_role_lost_and_takes_what_it_must_not_have() -> None:
    editors = Group.objects.get(name="Editors")
    editors.permissions.set(Permission.objects.filter(codename="delete_user"))
    Group.objects.get(name="Publishers").delete()
    migrate()
    assert kept() == PROMISED


def test_a_migration_takes_away_what_the_code_no_longer_grants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("milestones.permissions.ROLES", {"Editors": ("milestones.view_milestone",)})
    migrate()
    assert kept()["Editors"] == {"milestones.view_milestone"}


def test_a_migration_leaves_members_and_other_groups_alone() -> None:
    ada = person("ada", "Editors")
    others = Group.objects.create(name="Readers of the archive")
    others.permissions.set(Permission.objects.filter(codename="view_plan"))
    migrate()
    assert ada.groups.get().name == "Editors"
    assert kept() == {**PROMISED, "Readers of the archive": {"priorities.view_plan"}}


def test_a_migration_sees_to_the_roles_once() -> None:
    with CaptureQueriesContext(connection) as queries:
        migrate()
    asked = [query["sql"] for query in queries if 'FROM "auth_group" ' in query["sql"]]
    assert len(asked) == len(PROMISED)


def test_before_there_are_groups_a_migration_leaves_the_roles_for_later(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        sync_roles(apps=ProjectState().apps)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("", set()),
        ("Editors", {RECORD}),
        ("Publishers", {RECORD, RECORD_ANYWHERE, IMPORT, WITHDRAW}),
        ("Administrators", {RECORD, RECORD_ANYWHERE, IMPORT, WITHDRAW}),
    ],
)
def test_what_a_role_may_do_with_the_record(role: str, may: set[str]) -> None:
    ada = person("ada", role)
    assert {one for one in (RECORD, RECORD_ANYWHERE, IMPORT, WITHDRAW) if ada.has_perm(one)} == may


def codes_of(user: User | AnonymousUser) -> list[str]:
    return [area.code for area in areas_of(user)]


EVERY_AREA = ["TS", "CS", "BP", "AS", "MS", "LE", "IC", "PR", "BF", "ST"]


def test_an_editor_records_in_the_areas_given_and_nowhere_else() -> None:
    ada = person("ada", "Editors", "MS", "BP")
    assert codes_of(ada) == ["BP", "MS"]
    own, another = Milestone.objects.get(code="BP-6.2"), Milestone.objects.get(code="TS-1.1")
    assert may_record(ada, own)
    assert not may_record(ada, another)
    theirs = recordable(Milestone.objects.all(), ada)
    assert {milestone.initiative.area.code for milestone in theirs} == {"BP", "MS"}


@pytest.mark.parametrize(
    ("role", "areas", "expected"),
    [
        ("Editors", [], []),
        ("Publishers", [], EVERY_AREA),
        ("Administrators", [], EVERY_AREA),
        ("", ["TS"], []),
    ],
)
def test_others_record_nowhere_or_everywhere(
    role: str, areas: list[str], expected: list[str]
) -> None:
    assert codes_of(person("ada", role, *areas)) == expected


def test_superusers_record_everywhere() -> None:
    assert codes_of(User.objects.create_superuser("root")) == EVERY_AREA


def test_whoever_is_no_longer_active_records_nowhere() -> None:
    ada = person("ada", "Publishers", "TS")
    ada.is_active = False
    ada.save()
    assert codes_of(ada) == []
    assert not may_record(ada, Milestone.objects.get(code="TS-1.1"))


def test_whoever_is_not_logged_in_records_nowhere() -> None:
    nobody = AnonymousUser()
    assert codes_of(nobody) == []
    assert not recordable(Milestone.objects.all(), nobody).exists()


def test_an_editor_withdraws_own_updates_in_own_areas_and_no_others() -> None:
    ada, bob = person("ada", "Editors", "TS"), person("bob", "Editors", "TS", "BP")
    own = record(LATER, DELAYED, code="TS-1.2", recorded_by=ada)
    another_s = record(LATER, DELAYED, code="TS-1.3", recorded_by=bob)
    loaded = StatusUpdate.objects.get(milestone__code="TS-1.4")
    moved = record(LATER, DELAYED, code="BP-6.2", recorded_by=ada)
    updates = (own, another_s, loaded, moved)
    assert [may_withdraw(ada, update) for update in updates] == [True, False, False, False]
    publisher = person("carl", "Publishers")
    assert [may_withdraw(publisher, update) for update in updates] == [True] * 4
    for nobody in (person("dora", ""), AnonymousUser()):
        assert not any(may_withdraw(nobody, update) for update in updates)

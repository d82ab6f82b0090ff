"""The admin's first page offers everybody what they may use, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import person

pytestmark = pytest.mark.django_db

TO_BE_READ = """
    milestones: milestone (view), statusreport (view), statusupdate (view)
    priorities: goal (view), initiative (view), plan (view), priorityarea (view)
"""
EDITED = "goal (change view), initiative (change view), plan (view), priorityarea (change view)"
TO_BE_ADMINISTERED = f"""
    auth: group (view), user (add change view)
    milestones: milestone (change view), statusreport (view), statusupdate (view)
    priorities: {EDITED}
"""


def offered(client: Client) -> list[str]:
    lines = []
    for app in client.get("/admin/").context["app_list"]:
        models = (
            f"{model['model']._meta.model_name} ({' '.join(granted(model['perms']))})"
            for model in app["models"]
        )
        lines.append(f"{app['app_label']}: {', '.join(models)}")
    return lines


def granted(permissions: dict[str, bool]) -> list[str]:
    return [name for name, is_granted in permissions.items() if is_granted]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("role", "promised"),
    [
        ("Editors", TO_BE_READ),
        ("Publishers", TO_BE_READ),
        ("Administrators", TO_BE_ADMINISTERED),
    ],
)
def test_each_role_is_offered_what_it_may_use(client: Client, role: str, promised: str) -> None:
    client.force_login(person("ada", role))
    assert offered(client) == lines(promised)


def test_superusers_are_offered_no_more_than_administrators(admin_client: Client) -> None:
    assert offered(admin_client) == lines(TO_BE_ADMINISTERED)

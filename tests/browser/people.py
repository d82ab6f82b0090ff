"""Who works in the admin of a tracker that is looked at in a browser, and how they log in."""

from __future__ import annotations

from playwright.sync_api import Page

PASSWORD = "as long as it is secret"
PEOPLE = f"""
from django.contrib.auth.models import Group, User
from priorities.models import AreaEditor, PriorityArea

editor = User.objects.create_user("editor", password="{PASSWORD}", is_staff=True)
editor.groups.add(Group.objects.get(name="Editors"))
AreaEditor.objects.create(user=editor, area=PriorityArea.objects.get(code="TS"))
publisher = User.objects.create_user("publisher", password="{PASSWORD}", is_staff=True)
publisher.groups.add(Group.objects.get(name="Publishers"))
"""
"""Code that adds an editor of Traveller Security and a publisher."""


def log_in(page: Page, site: str, name: str, password: str = PASSWORD) -> None:
    """Log in to the admin."""
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Log in").click()

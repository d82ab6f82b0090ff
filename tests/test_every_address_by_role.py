"""Every address of the tracker, asked and posted to by everybody: who gets what.

A new address fails the test until it has its place in the table.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from milestones.actions.proposals import propose_withdrawal
from milestones.models import Milestone, StatusUpdate
from tests.factories import person
from tests.routes import address_of, routes

pytestmark = pytest.mark.django_db

SESSION = settings.SESSION_COOKIE_NAME

TABLE = """
                                  anonymous  nobody    editor    publisher  administrator  superuser

The public pages and files        200/405    200/405   200/405   200/405    200/405        200/405
    overview
    area
    deadlines
    milestones
    milestone
    pairs
    attention
    changes
    reports
    plan_document
    report_document
    report_differences
    plan_file
    report_file
    data
    data_file
    datapackage
    openapi
    robots
    sitemap
    sitemap_section
    deadlines_calendar
    changes_feed
    panel
    area_panel
    badge
    briefing
    about
    healthz
    readyz

What there is no file of          404/405    404/405   404/405   404/405    404/405        404/405
    unknown_file
What there is by a setting alone  404/405    404/405   404/405   404/405    404/405        404/405
    metrics
    security_txt

The way in                        200        200       302/200   302/200    302/200        302/200
    admin:login
    account_login
What there is only with mail      404       404       404       404        404            404
    password_reset
    password_reset_confirm
What follows it                   200/405   200/405   200/405   200/405    200/405        200/405
    password_reset_done
    password_reset_complete
Only with a single sign-on        404       404       404       404        404            404
    openid_connect_login
    openid_connect_callback
The code after the password       login     302       302       302        302            302
    mfa_authenticate
One's own second factor           login     200/405   200/405   200/405    200/405        200/405
    mfa_index
One's own sessions                login     200/302   200/302   200/302    200/302        200/302
    account_sessions
To set one up                     login     200       200       200        200            200
    mfa_activate_totp
    mfa_add_webauthn
    mfa_generate_recovery_codes
If one has none                   login     404       404       404        404            404
    mfa_deactivate_totp
    mfa_download_recovery_codes
    mfa_remove_webauthn
Its codes, if one has none        login     404/405   404/405   404/405    404/405        404/405
    mfa_view_recovery_codes
To confirm who one is             login     200       200       200        200            403
    account_reauthenticate
And by a code or key, if one has  login     302       302       302        302            403
    mfa_reauthenticate
    mfa_reauthenticate_webauthn
The way out                       302        302       405/200   405/200    405/200        405/200
    admin:logout
One's own password                login      login     200       200        200            200
    admin:password_change

What there is to do               login      login     200       200        200            200
    admin:index
    admin:app_list priorities
    work_list
The words of the admin's scripts  login      login     200/405   200/405    200/405        200/405
    admin:jsi18n
    admin:password_change_done
What leads elsewhere              login      login     302       302        302            302
    admin:view_on_site
    admin:<path:object_id>/
What there is no use for          login      login     403/405   403/405    403/405        403/405
    admin:autocomplete
What there is not                 login      login     404       404        404            404
    admin:(?P<url>.*)$

A status in their area            login      login     200       200        200            200
    admin:milestones_milestone_record in their area
A status in another area          login      login     403       200        200            200
    admin:milestones_milestone_record in another area
Several statuses                  login      login     200       200        200            200
    admin:milestones_milestone_several
Statuses from a spreadsheet       login      login     200       200        200            200
    admin:milestones_statusupdate_spreadsheet
The workbook to edit              login      login     200/405   200/405    200/405        200/405
    admin:milestones_statusupdate_workbook

Editions and withdrawals          login      login     403       200        200            200
    admin:milestones_statusreport_import
    admin:milestones_statusreport_withdraw
    admin:milestones_statusupdate_withdraw

The lists and the histories       login      login     200       200        200            200
    admin:priorities_plan_changelist
    admin:priorities_plan_history
    admin:priorities_goal_changelist
    admin:priorities_goal_history
    admin:priorities_priorityarea_changelist
    admin:priorities_priorityarea_history
    admin:priorities_initiative_changelist
    admin:priorities_initiative_history
    admin:milestones_milestone_changelist
    admin:milestones_milestone_history
    admin:milestones_statusreport_changelist
    admin:milestones_statusreport_history
    admin:milestones_statusupdate_changelist
    admin:milestones_statusupdate_history
    admin:milestones_proposal_changelist
    admin:milestones_proposal_history
What they proposed                login      login     200       200        200            200
    admin:milestones_proposal_change
What nobody changes               login      login     200/403   200/403    200/403        200/403
    admin:priorities_plan_change
    admin:milestones_statusreport_change
    admin:milestones_statusupdate_change
Reference data                    login      login     200/403   200/403    200            200
    admin:priorities_goal_change
    admin:priorities_priorityarea_change
    admin:priorities_initiative_change
    admin:milestones_milestone_reference
The status of a milestone         login      login     200/405   200/405    200/405        200/405
    admin:milestones_milestone_change

People                            login      login     403       403        200            200
    admin:auth_user_changelist
    admin:auth_user_add
    admin:auth_user_change of somebody
    admin:auth_user_password_change of somebody
    admin:auth_user_history
    admin:auth_group_changelist
    admin:auth_group_history
What leads to them                login      login     404       404        200            200
    admin:app_list auth
The roles                         login      login     403       403        200/403        200/403
    admin:auth_group_change
A superuser                       login      login     403       403        200/403        200
    admin:auth_user_change of a superuser
A superuser's password            login      login     403       403        403            200
    admin:auth_user_password_change of a superuser

What nobody adds or deletes       login      login     403       403        403            403
    admin:priorities_plan_add
    admin:priorities_plan_delete
    admin:priorities_goal_add
    admin:priorities_goal_delete
    admin:priorities_priorityarea_add
    admin:priorities_priorityarea_delete
    admin:priorities_initiative_add
    admin:priorities_initiative_delete
    admin:milestones_milestone_add
    admin:milestones_milestone_delete
    admin:milestones_statusreport_add
    admin:milestones_statusreport_delete
    admin:milestones_statusupdate_add
    admin:milestones_statusupdate_delete
    admin:milestones_proposal_add
    admin:milestones_proposal_delete
    admin:auth_user_delete
    admin:auth_group_add
    admin:auth_group_delete
"""
"""The answers to GET and to an empty POST, or one word for both; "login" is the way there.

Under each kind of address are the names of those that are of this kind.
"""


def test_everybody_gets_what_the_table_says() -> None:
    people = [
        None,
        person("nobody"),
        person("editor", "Editors", "TS"),
        person("publisher", "Publishers"),
        person("administrator", "Administrators"),
        User.objects.create_superuser("superuser"),
    ]
    propose_withdrawal(StatusUpdate.objects.all()[0], reason="Typo", by=people[2])
    sessions = [session_of(user) for user in people]
    lines = {f"{name}: {' '.join(outcomes(path, sessions))}" for name, path in addresses().items()}
    assert lines - promised() == set()
    assert promised() - lines == set()


def promised() -> set[str]:
    """What the table says, a line for each address."""
    lines = set()
    outcomes = ""
    for line in TABLE.splitlines()[2:]:
        if line.startswith("    "):
            lines.add(f"{line.strip()}: {outcomes}")
        elif line:
            _kind, *each = re.split(r" {2,}", line)
            outcomes = " ".join(each)
    return lines


def session_of(user: User | None) -> str:
    client = Client()
    if user:
        client.force_login(user)
    return client.cookies[SESSION].value if user else ""


def outcomes(path: str, sessions: list[str]) -> list[str]:
    """What everybody gets; what is public is the same to all if it is to the first and the last."""
    if path.startswith("/admin/"):
        return [outcome(path, session) for session in sessions]
    first, last = outcome(path, sessions[0]), outcome(path, sessions[-1])
    return [first, *[last] * (len(sessions) - 1)]


def outcome(path: str, session: str) -> str:
    return "/".join(dict.fromkeys(answer(method, path, session) for method in ("get", "post")))


def answer(method: str, path: str, session: str) -> str:
    """The status, or that it leads to the login. Nothing that is written stays."""
    client = Client()
    if session:
        client.cookies[SESSION] = session
    with transaction.atomic():
        got = getattr(client, method)(path)
        transaction.set_rollback(True)
    is_login = got.status_code == 302 and got["Location"].startswith("/admin/login/")
    return "login" if is_login else str(got.status_code)


def addresses() -> dict[str, str]:
    """Every address, by the name of its route and, where it matters, what it is asked about."""
    addresses_by_name = {}
    for name, pattern in routes():
        if name == "briefing_pdf":
            # It is there or not, for everybody, with what is installed.
            continue
        for kind, values in examples(name).items():
            addresses_by_name[f"{name} {kind}".strip()] = address_of(name, pattern, **values)
    return addresses_by_name


def examples(name: str) -> dict[str, dict[str, Any]]:
    """What to put into a route, for each kind of thing that makes a difference."""
    bob, root = (User.objects.get(username=username) for username in ("nobody", "superuser"))
    own, another = (Milestone.objects.get(code=code) for code in ("TS-1.1", "BP-6.2"))
    values: dict[str, Any] = {
        "app_label": "milestones",
        "content_type_id": ContentType.objects.get_for_model(Milestone).pk,
        "id": bob.pk,
        "object_id": own.pk,
    }
    for model in admin.site._registry:
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            values["object_id"] = model._default_manager.order_by("pk").values_list("pk")[0][0]
    kinds = {
        "admin:milestones_milestone_record": {
            "in their area": {"object_id": own.pk},
            "in another area": {"object_id": another.pk},
        },
        "admin:app_list": {
            "priorities": {"app_label": "priorities"},
            "auth": {"app_label": "auth"},
        },
        "admin:auth_user_change": {
            "of somebody": {"object_id": bob.pk},
            "of a superuser": {"object_id": root.pk},
        },
        "admin:auth_user_password_change": {
            "of somebody": {"id": bob.pk},
            "of a superuser": {"id": root.pk},
        },
    }
    return {kind: values | own for kind, own in kinds.get(name, {"": {}}).items()}

"""The page with an editor's tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from milestones.editing.worklist import Task, newest_edition, tasks_for
from milestones.models import AttentionReason, Milestone
from milestones.permissions import RECORD, areas_of
from milestones.queries.fields import DayField


def work_list(request: HttpRequest) -> HttpResponse:
    """The milestones in the user's areas that need them, as of the parameter ``on`` or today."""
    if not request.user.has_perm(RECORD):
        raise PermissionDenied
    today = timezone.localdate()
    context = {
        **admin.site.each_context(request),
        "title": _("Work list"),
        "areas": areas_of(request.user),
        "requested_day": request.GET.get("on", ""),
        "today": today,
    }
    try:
        day: dt.date = DayField(required=False).clean(request.GET.get("on", "")) or today
    except ValidationError as error:
        context["problem"] = error.messages[0]
        return render(request, "admin/worklist.html", context, status=400)
    tasks = tasks_for(request.user, day)
    context |= {
        "day": day,
        "edition": newest_edition(day),
        "rows": _by_milestone(tasks),
        "counts": [
            (reason, sum(task.reason is reason for task in tasks)) for reason in AttentionReason
        ],
    }
    return render(request, "admin/worklist.html", context)


def _by_milestone(tasks: Sequence[Task]) -> list[tuple[Milestone, list[Task]]]:
    """The milestones with all their tasks, in the order of the most pressing one."""
    rows: dict[Milestone, list[Task]] = {}
    for task in tasks:
        rows.setdefault(task.milestone, []).append(task)
    return list(rows.items())

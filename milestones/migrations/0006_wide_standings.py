"""Standings carry all that pages count, filter and sort by, so that nothing is joined for it.

The new columns of standings on record are filled in here, by the same rules as those of
``milestones.actions.standings``. SQLite loses the guards and the counting of a table that is
rebuilt, so both come down first and go up again at the end.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b
from importlib import import_module
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

guards = import_module("milestones.migrations.0003_withdrawals_and_history")
paths = import_module("milestones.migrations.0005_guards_find_their_tables")
versions = import_module("milestones.migrations.0004_data_version")

STATUSES = [
    ("planned", "Planned"),
    ("delayed", "Delayed"),
    ("initiated", "Initiated"),
    ("on_track", "On track"),
    ("partially_completed", "Partially completed"),
    ("completed_ongoing", "Completed / ongoing"),
    ("completed", "Completed"),
]
SEASONS = {2: "Winter", 5: "Spring", 8: "Summer", 11: "Fall"}
BATCH = 500
FILLED = (
    *("area_id", "position", "first_due", "last_due", "due_under", "slip_months", "slipped"),
    *("status_us_cn", "status_us_mx", "differ", "fingerprint"),
    *("previous_from", "previous_status", "changed"),
)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.take_down(apps, schema_editor)
    versions.take_down(apps, schema_editor)


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    versions.put_up(apps, schema_editor)
    guards.put_up(apps, schema_editor)
    paths.keep_the_path(apps, schema_editor)


def fill_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    milestones = apps.get_model("milestones", "Milestone").objects.select_related(
        "initiative__area"
    )
    rest = milestones.order_by("pk").iterator(chunk_size=BATCH)
    while some := list(islice(rest, BATCH)):
        _fill_in(apps, {milestone.pk: milestone for milestone in some})
    if schema_editor.connection.vendor == "postgresql":
        # A table cannot be altered while checks of its rows are still to come.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _fill_in(apps: Apps, milestones: dict[int, Any]) -> None:
    due = defaultdict(list)
    for deadline in apps.get_model("milestones", "Deadline").objects.filter(
        milestone__in=milestones
    ):
        due[deadline.milestone_id].append(deadline)
    lines = defaultdict(list)
    for line in apps.get_model("milestones", "PairStatus").objects.filter(
        update__milestone__in=milestones
    ):
        lines[line.update_id].append(line)
    standing = apps.get_model("milestones", "Standing")
    rows = list(
        standing.objects.filter(milestone__in=milestones).order_by("milestone", "from_date")
    )
    for pk, those in groupby(rows, attrgetter("milestone_id")):
        _fill_in_one(milestones[pk], due[pk], list(those), lines)
    standing.objects.bulk_update(rows, FILLED, BATCH)


def _fill_in_one(milestone: Any, due: list[Any], rows: list[Any], lines: Any) -> None:
    initiative, area = milestone.initiative, milestone.initiative.area
    by_day: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        by_day[row.from_date][row.pair] = row
    before: dict[str, Any] = {}
    for row in rows:
        row.area_id = area.pk
        row.position = ((area.order << 15) + initiative.order << 32) + milestone.order
        row.first_due = min((deadline.date for deadline in due), default=None)
        row.last_due = max((deadline.date for deadline in due), default=None)
        row.due_under = " ".join(code for *_order, code in sorted({_listed(one) for one in due}))
        row.slip_months = None
        if row.last_due and row.revised_date:
            years = row.revised_date.year - row.last_due.year
            row.slip_months = years * 12 + row.revised_date.month - row.last_due.month
        row.slipped = row.slip_months is not None and row.slip_months > 0
        beside = by_day[row.from_date]
        us_cn, us_mx = (beside[p].status if p in beside else None for p in ("US-CN", "US-MX"))
        row.status_us_cn, row.status_us_mx = us_cn, us_mx
        row.differ = None not in {us_cn, us_mx} and us_cn != us_mx
        row.fingerprint = _fingerprint(row, milestone, lines)
        previous = before.get(row.pair)
        row.previous_from = previous.from_date if previous else None
        row.previous_status = previous.status if previous else None
        row.changed = previous is None or previous.fingerprint != row.fingerprint
        before[row.pair] = row


def _listed(deadline: Any) -> tuple[Any, str, str]:
    """The day after the period that a deadline is listed under, its precision and its code."""
    date, precision = deadline.date, deadline.precision
    after_it = date.replace(day=1, year=date.year + date.month // 12, month=date.month % 12 + 1)
    if precision in {"day", "month"}:
        return after_it, "month", f"{date:%Y-%m}"
    code = f"{date.year}-{SEASONS[date.month]}" if precision == "season" else str(date.year)
    return after_it, precision, code


def _fingerprint(row: Any, milestone: Any, lines: Any) -> int:
    pairs = ("US-CN", "US-MX") if row.pair == "ALL" else (row.pair,)
    concerned = ("US-CN", "US-MX") if milestone.parties == "ALL" else (milestone.parties,)
    reported = [
        [
            (line.status, line.as_reported, str(line.revised_date), line.revised_precision)
            for line in lines[row.update_id]
            if one in concerned and line.pair in {"ALL", one}
        ]
        for one in pairs
    ]
    digest = blake2b(repr(reported).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0005_guards_find_their_tables"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        migrations.RunPython(take_down, put_up),
        migrations.AddField(
            model_name="standing",
            name="area",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="priorities.priorityarea",
            ),
        ),
        migrations.AddField(
            model_name="standing",
            name="position",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="standing", name="first_due", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="standing", name="last_due", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="standing", name="due_under", field=models.TextField(blank=True)
        ),
        migrations.AddField(
            model_name="standing",
            name="slip_months",
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="slipped",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="standing",
            name="status_us_cn",
            field=models.CharField(choices=STATUSES, max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="status_us_mx",
            field=models.CharField(choices=STATUSES, max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="differ",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="standing",
            name="fingerprint",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="standing",
            name="previous_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="previous_status",
            field=models.CharField(choices=STATUSES, max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="changed",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="standing",
            name="area",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="priorities.priorityarea",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until_date", None)),
                fields=[
                    "pair",
                    "due_under",
                    "last_due",
                    "area",
                    "status",
                    "slipped",
                    "differ",
                    "position",
                    "milestone",
                    "slip_months",
                    "until_date",
                    "from_date",
                ],
                name="counts_of_now",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=[
                    "pair",
                    "due_under",
                    "last_due",
                    "area",
                    "status",
                    "slipped",
                    "differ",
                    "from_date",
                    "until_date",
                    "position",
                    "milestone",
                ],
                name="counts_of_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["pair", "position", "from_date", "until_date"], name="in_document_order"
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["pair", "last_due", "position", "status", "from_date", "until_date"],
                name="longest_due_first",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=[
                    "pair",
                    "from_date",
                    "previous_from",
                    "previous_status",
                    "status",
                    "changed",
                    "until_date",
                ],
                name="steps_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until_date", None)),
                fields=[
                    "pair",
                    "previous_from",
                    "previous_status",
                    "status",
                    "changed",
                    "from_date",
                    "until_date",
                ],
                name="steps_until_now",
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]

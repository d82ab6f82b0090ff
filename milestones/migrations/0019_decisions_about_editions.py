"""Decisions about the lines of editions are kept, and never changed or deleted; words that differ
only in case, quotes, dashes or spaces are the same words to standings.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from importlib import import_module
from itertools import islice
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

plan = import_module("milestones.migrations.0011_plan_version")

DECISION = "milestones_editiondecision"
APPEND_ONLY = "What is on record is never changed or deleted: record a correction instead."
GUARDS = {f"{DECISION}_no_{event.lower()}": event for event in ("UPDATE", "DELETE")}

BATCH = 500
PAIRS = ("US-CN", "US-MX")
DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
SMALL_MARKS = re.compile(rf"[\s\-{DASHES}'\"`´\u2018-\u201f\u2032\u2033«»‹›]+")


def put_up(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, event in GUARDS.items():
        trigger = f"CREATE TRIGGER {name} BEFORE {event} ON {DECISION}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
                f"RAISE EXCEPTION '{APPEND_ONLY}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql "
                "SET search_path FROM CURRENT"
            )
            schema_editor.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END")


def take_down(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {DECISION}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


def count_versions(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A decision is a new version of the plan: what was read from editions is kept by it."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    each, does = (
        ("STATEMENT", f"EXECUTE FUNCTION {plan.MARK_PLAN}()")
        if on_postgresql
        else ("ROW", f"BEGIN {plan.ON_SQLITE} END")
    )
    for event in plan._events(on_postgresql=on_postgresql):
        schema_editor.execute(
            f"CREATE TRIGGER {DECISION}_counts_{event.lower()} AFTER {event} ON {DECISION} "
            f"FOR EACH {each} {does}"
        )


def count_versions_no_more(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for event in plan._events(on_postgresql=on_postgresql):
        where = f" ON {DECISION}" if on_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {DECISION}_counts_{event.lower()}{where}")


def fingerprint_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Calculate the fingerprints of standings as ``milestones.actions.standings`` does."""
    milestones = apps.get_model("milestones", "Milestone").objects.order_by("pk")
    rows = milestones.values_list("pk", "parties").iterator()
    while batch := dict(islice(rows, BATCH)):
        changed = list(_changed(apps, batch))
        standings = apps.get_model("milestones", "Standing").objects
        standings.bulk_update(changed, ["fingerprint", "changed"], BATCH)
    if schema_editor.connection.vendor == "postgresql":
        # A table cannot be altered while checks of its rows are still to come.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _changed(apps: Apps, parties: dict[int, str]) -> Iterator[Any]:
    """The standings of these milestones with another fingerprint than the stored one."""
    lines: dict[int, list[Any]] = defaultdict(list)
    status_lines = apps.get_model("milestones", "PairStatus").objects.order_by("update", "pair")
    for line in status_lines.filter(update__milestone__in=parties):
        lines[line.update_id].append(line)
    standings = apps.get_model("milestones", "Standing").objects
    before: dict[tuple[int, str], int] = {}
    for standing in standings.filter(milestone__in=parties).order_by("from_date"):
        key = standing.milestone_id, standing.pair
        stored = standing.fingerprint, standing.changed
        if standing.update_id:
            standing.fingerprint = _fingerprint(
                standing.pair, parties[standing.milestone_id], lines[standing.update_id]
            )
        standing.changed = before.get(key) != standing.fingerprint
        before[key] = standing.fingerprint
        if stored != (standing.fingerprint, standing.changed):
            yield standing


def _fingerprint(pair: str, parties: str, lines: list[Any]) -> int:
    reported = [
        [
            (
                line.status,
                SMALL_MARKS.sub("", line.as_reported).casefold(),
                str(line.revised_date),
                line.revised_precision,
            )
            for line in lines
            if parties in {"ALL", country_pair} and line.pair in {"ALL", country_pair}
        ]
        for country_pair in (PAIRS if pair == "ALL" else (pair,))
    ]
    digest = blake2b(repr(reported).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0018_verification"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("wording", "Meaning of the words"),
                            ("pair", "Country pair"),
                            ("milestone", "Milestone"),
                        ],
                        max_length=9,
                        verbose_name="question",
                    ),
                ),
                ("words", models.TextField(verbose_name="words")),
                ("answer", models.CharField(max_length=40, verbose_name="answer")),
                (
                    "decider",
                    models.CharField(blank=True, max_length=301, verbose_name="decided by"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="decided at"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="milestones.statusreport",
                        verbose_name="status report",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about an edition",
                "verbose_name_plural": "decisions about editions",
                "ordering": ["report", "line", "question"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "line", "question"), name="a_line_is_decided_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question__in", ["wording", "pair", "milestone"])),
                        name="a_known_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", ""), _negated=True),
                        name="a_decision_has_an_answer",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_up, take_down),
        migrations.RunPython(count_versions, count_versions_no_more),
        migrations.RunPython(fingerprint_again, migrations.RunPython.noop),
    ]

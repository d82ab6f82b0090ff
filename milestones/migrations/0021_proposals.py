"""What editors propose, and who approved it.

The columns of the record are added and dropped in place, not by rebuilding its tables: SQLite would
lose the triggers. Proposals and decisions are guarded as the record is.
"""

from importlib import import_module
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

names = import_module("milestones.migrations.0017_withdrawn_updates_and_names")

STAYS = "Proposals and decisions about them are never changed or deleted."
BY_ANOTHER = "Somebody else decides about a proposal; only who proposed it takes it back."

IS_OWN = """EXISTS (
    SELECT 1 FROM milestones_proposal
    WHERE id = NEW.proposal_id AND proposed_by_id = NEW.decided_by_id
)"""

GUARDS = [
    *(
        (f"{table}_no_{event.lower()}", event, table, STAYS, "")
        for table in ("milestones_proposal", "milestones_proposaldecision")
        for event in ("UPDATE", "DELETE")
    ),
    (
        "milestones_proposaldecision_by_another",
        "INSERT",
        "milestones_proposaldecision",
        BY_ANOTHER,
        f"(NEW.outcome = 'taken_back') <> ({IS_OWN})",
    ),
]
"""Name, event, table, message and condition of each guard."""


def put_up(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, event, table, message, condition in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
                f"IF {condition or 'true'} THEN RAISE EXCEPTION '{message}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                "RETURN NEW; END $$ LANGUAGE plpgsql SET search_path FROM CURRENT"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        else:
            when = f"WHEN {condition}" if condition else ""
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )


def take_down(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, _event, table, _message, _condition in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


def add_approver(model: str) -> list[Operation]:
    """Who approved a row of the record, and their name at the time."""
    approved_by: Any = models.ForeignKey(
        blank=True,
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name="approved by",
    )
    return [
        migrations.AddField(model, "approved_by", approved_by),
        names.add_name(model, "approver", "name of who approved it"),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0017_withdrawn_updates_and_names"),
        ("milestones", "0020_kept_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("content", models.JSONField(verbose_name="content")),
                ("basis", models.JSONField(default=dict, verbose_name="versions seen")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "proposer",
                    models.CharField(
                        blank=True, max_length=301, verbose_name="name of who proposed it"
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="proposed at"
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="milestones.proposal",
                        verbose_name="follows",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProposalDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="milestones.proposal",
                        verbose_name="proposal",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                            ("taken_back", "Taken back"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "decider",
                    models.CharField(
                        blank=True, max_length=301, verbose_name="name of who decided"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="decided at"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["-decided_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(outcome__in=["approved", "returned", "taken_back"]),
                        name="a_known_outcome",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(outcome="returned") | ~models.Q(note=""),
                        name="a_returned_proposal_has_a_note",
                    ),
                ],
            },
        ),
        *add_approver("statusupdate"),
        *add_approver("withdrawal"),
        *add_approver("updatewithdrawal"),
        migrations.RunPython(put_up, take_down),
    ]

"""Standings say whether they contradict themselves, were delivered in time or slipped again, and
milestones are counted by the first two.

The columns of standings and counts on record are filled in here, by the same rules as those of
``milestones.actions.standings``. They have a default in the database, so that SQLite adds them in
place: it loses the triggers of a table that it rebuilds.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

STANDING, COUNTS = "milestones_standing", "milestones_countchange"
DELIVERIES = [
    ("on_time", "On time"),
    ("late", "Late"),
    ("unknown", "Cannot be determined"),
    ("undated", "No deadline"),
]
DELIVERED = "('completed_ongoing', 'completed')"

EARLIER = f"""
    SELECT {{value}} FROM {STANDING} earlier
    WHERE earlier.milestone_id = {STANDING}.milestone_id AND earlier.pair = {STANDING}.pair
    AND earlier.from_date < {STANDING}.from_date
"""
# The last day before the run of delivered standings that a standing is in.
BEFORE = f"{EARLIER.format(value='MAX(earlier.from_date)')} AND earlier.status NOT IN {DELIVERED}"
FIRST = f"""
    SELECT MIN(first.from_date) FROM {STANDING} first
    WHERE first.milestone_id = {STANDING}.milestone_id AND first.pair = {STANDING}.pair
    AND first.from_date > COALESCE(({BEFORE}), '0001-01-01')
"""
CONTRADICTORY = f"""
UPDATE {STANDING} SET contradictory = true WHERE status = 'on_track' AND last_due < from_date
"""
SLIPPED_AGAIN = f"""
UPDATE {STANDING} SET slipped_again = true
WHERE EXISTS ({EARLIER.format(value="1")} AND earlier.revised_date < {STANDING}.revised_date)
"""
DELIVERY = f"""
UPDATE {STANDING} SET delivery = CASE
    WHEN last_due IS NULL THEN 'undated'
    WHEN ({FIRST}) <= last_due THEN 'on_time'
    WHEN ({BEFORE}) > last_due THEN 'late'
    ELSE 'unknown'
END
WHERE status IN {DELIVERED}
"""

ALIKE = "pair, area_id, status, due_under, last_due, slipped, differ, contradictory, delivery"
RECOUNT = f"""
INSERT INTO {COUNTS} ({ALIKE}, day, change)
SELECT {ALIKE}, day, SUM(change)
FROM (
    SELECT {ALIKE}, from_date AS day, 1 AS change FROM {STANDING}
    UNION ALL
    SELECT {ALIKE}, until_date, -1 FROM {STANDING} WHERE until_date IS NOT NULL
) AS changes
GROUP BY {ALIKE}, day HAVING SUM(change) <> 0
"""
FILL = (CONTRADICTORY, SLIPPED_AGAIN, DELIVERY, f"DELETE FROM {COUNTS}", RECOUNT)


def fill_in(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FILL:
        schema_editor.execute(statement)
    if schema_editor.connection.vendor == "postgresql":
        # A table cannot be indexed while checks of its rows are still to come.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def add_flag(model: str, name: str) -> Operation:
    return _add(model, name, models.BooleanField(), "bool NOT NULL DEFAULT false")


def add_delivery(model: str) -> Operation:
    field: Any = models.CharField(blank=True, choices=DELIVERIES, max_length=7)
    return _add(model, "delivery", field, "varchar(7) NOT NULL DEFAULT ''")


def _add(model: str, name: str, field: Any, sql: str) -> Operation:
    table = f"ALTER TABLE milestones_{model}"
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(f"{table} ADD COLUMN {name} {sql}", f"{table} DROP COLUMN {name}")],
        [migrations.AddField(model, name, field, preserve_default=False)],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0011_plan_version"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="alike_now"),
        migrations.RemoveIndex(model_name="countchange", name="count_changes_summed"),
        add_flag("standing", "slipped_again"),
        add_flag("standing", "contradictory"),
        add_delivery("standing"),
        add_flag("countchange", "contradictory"),
        add_delivery("countchange"),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until_date", None)),
                fields=[
                    *("due_under", "last_due", "area", "status", "slipped", "differ"),
                    *("contradictory", "delivery", "pair", "milestone"),
                ],
                name="alike_now",
            ),
        ),
        migrations.AddIndex(
            model_name="countchange",
            index=models.Index(
                fields=[
                    *("pair", "due_under", "last_due", "area", "status", "slipped", "differ"),
                    *("contradictory", "delivery", "day", "change"),
                ],
                name="count_changes_summed",
            ),
        ),
    ]

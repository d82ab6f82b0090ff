"""python manage.py seed"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from milestones.imports.seed import SeedError, seed
from milestones.progress_bar import progress_on

KINDS = {
    "plan": "plan",
    "statusreport": "status report",
    "goal": "goals",
    "priorityarea": "priority areas",
    "initiative": "initiatives",
    "milestone": "milestones",
    "deadline": "deadlines",
    "statusupdate": "status updates",
}


class Command(BaseCommand):
    help = (
        "Load the plan, the milestones and the status report from the fixtures. Only what is "
        "missing is added; statuses recorded since are never touched."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with progress_on(sys.stderr):
                seeded = seed(settings.FIXTURES)
        except (SeedError, OSError) as error:
            raise CommandError(str(error)) from error
        if not seeded.added:
            self.stdout.write("Seed: everything is already there; nothing was changed.")
            return
        self.stdout.write("Seed:")
        for kind, name in KINDS.items():
            added, existing = seeded.added[kind], seeded.existing[kind]
            self.stdout.write(f"  {name}: {added} added, {existing} already there")

"""python manage.py build_fixtures"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from milestones.documents.errors import DocumentError
from milestones.imports.fixtures import build_fixtures


class Command(BaseCommand):
    help = "Parse the documents in fixtures/sources into the fixtures. The database is not used."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = build_fixtures(settings.FIXTURES)
        except (DocumentError, OSError) as error:
            raise CommandError(str(error)) from error
        for path, content in built.items():
            changed = not path.exists() or path.read_text("utf-8") != content
            if changed:
                path.write_text(content, "utf-8")
            self.stdout.write(f"{path.name}: {'written' if changed else 'unchanged'}")

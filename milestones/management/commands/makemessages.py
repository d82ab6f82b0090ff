"""Collect what is to be translated: as Django does it, and from the public pages' templates too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages
from django.template import engines


class BuildFile(makemessages.BuildFile):
    """A file that is looked through. Of a Jinja template only the messages are handed on."""

    def preprocess(self) -> None:
        """Write what a Jinja template marks as Python, which xgettext can read."""
        pages: Any = engines["jinja2"]
        path = Path(self.path).resolve()
        if not any(path.is_relative_to(folder) for folder in pages.template_dirs):
            super().preprocess()
            return
        marked = pages.env.extract_translations(path.read_text("utf-8"))
        calls = [_call(function, message) for _line, function, message in marked]
        Path(self.work_path).write_text("\n".join(calls), "utf-8")


def _call(function: str, message: str | tuple[str | None, ...]) -> str:
    words = (message,) if isinstance(message, str) else message
    return f"{function}({', '.join(map(repr, words))})"


class Command(makemessages.Command):
    """Django's command, with a look into Jinja templates."""

    build_file_class = BuildFile

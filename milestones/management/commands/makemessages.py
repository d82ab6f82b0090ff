"""Django's makemessages, which also collects messages from the Jinja templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages
from django.template import engines


class BuildFile(makemessages.BuildFile):
    """A file to extract messages from. Only the messages of a Jinja template are passed on."""

    def preprocess(self) -> None:
        """Write the messages of a Jinja template as Python calls, which xgettext can read."""
        jinja: Any = engines["jinja2"]
        path = Path(self.path).resolve()
        if not any(path.is_relative_to(folder) for folder in jinja.template_dirs):
            super().preprocess()
            return
        messages = jinja.env.extract_translations(path.read_text("utf-8"))
        calls = [_call(function, message) for _line, function, message in messages]
        Path(self.work_path).write_text("\n".join(calls), "utf-8")


def _call(function: str, message: str | tuple[str | None, ...]) -> str:
    arguments = (message,) if isinstance(message, str) else message
    return f"{function}({', '.join(map(repr, arguments))})"


class Command(makemessages.Command):
    build_file_class = BuildFile

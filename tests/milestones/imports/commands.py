"""Commands as the shell runs them."""

from __future__ import annotations

from io import StringIO

from django.core.management import CommandError, call_command


def run(name: str, *arguments: str) -> tuple[int, str, str]:
    """The exit code, what was printed, and the error."""
    said = StringIO()
    try:
        call_command(name, *arguments, stdout=said)
    except CommandError as error:
        return error.returncode, said.getvalue(), str(error)
    return 0, said.getvalue(), ""

"""The base of the commands that withdraw: a preview, or with ``--apply`` the withdrawal."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import translation

from milestones.actions import AlreadyWithdrawn
from milestones.imports.presenters import consequences_data, to_json
from milestones.management.arguments import WRONG_USAGE
from milestones.progress_bar import progress_on


class WithdrawalCommand(BaseCommand):
    """Shows what a withdrawal changes, and withdraws with ``--apply``.

    The exit code is 0 also if it was withdrawn before, 2 for a usage error. ``effect_of`` is the
    function that withdraws, or without ``apply`` only returns the effect.
    """

    effect_of: Callable[..., Any]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", default="", help="Why it is withdrawn. Required.")
        parser.add_argument("--apply", action="store_true", help="Withdraw it.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    @abstractmethod
    def find(self, options: dict[str, Any]) -> Any:
        """What is to be withdrawn. Raises ValidationError if it is not on record."""

    @abstractmethod
    def name(self, target: Any) -> str:
        """What is withdrawn, in words."""

    @abstractmethod
    def lines(self, effect: Any) -> Iterable[str]:
        """What changes, in lines of text."""

    @abstractmethod
    def data(self, target: Any, effect: Any | None) -> dict[str, Any]:
        """What is withdrawn and what changes, as data; nothing changes without an effect."""

    def handle(self, *_args: Any, **options: Any) -> None:
        """Preview or withdraw, in English like the documents."""
        with translation.override("en"), progress_on(sys.stderr):
            try:
                self._preview_or_withdraw(options)
            except ValidationError as error:
                message = " ".join(error.messages)
                raise CommandError(message, returncode=WRONG_USAGE) from error

    def _preview_or_withdraw(self, options: dict[str, Any]) -> None:
        target, apply = self.find(options), options["apply"]
        effect, problems = None, []
        try:
            effect = self.effect_of(target, reason=options["reason"], apply=apply)
        except AlreadyWithdrawn as error:
            problems = error.messages
        consequences = effect and effect.consequences
        restored = effect.restored if effect else ()
        if options["format"] == "json":
            data = {
                "applied": apply and effect is not None,
                "consequences": consequences_data(consequences),
                **self.data(target, effect),
                "restored_parties": {one.code: one.parties for one in restored},
                "is_clean": not problems,
                "problems": problems,
            }
            self.stdout.write(to_json(data))
        elif problems:
            self.stdout.write(f"Nothing was changed: {' '.join(problems)}")
        else:
            context = {
                "name": self.name(target),
                "consequences": consequences,
                "lines": self.lines(effect),
                "restored": restored,
                "applied": apply,
            }
            self.stdout.write(render_to_string("imports/withdrawal.txt", context))

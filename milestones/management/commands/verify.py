"""python manage.py verify"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from milestones.models import Seal, Verification
from milestones.opendata.exports.streaming import snapshot
from milestones.progress_bar import progress_on
from milestones.verification import CHECKS, MOST, Finding, find, repair


class Command(BaseCommand):
    help = (
        "Verify that the record and all that is calculated from it are sound. The exit code is 0 "
        "if they are, 1 if something is wrong, 2 for a usage error. Note the newest seal that it "
        "prints in another place: with --seal it proves later that nothing before was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--repair",
            action="store_true",
            help="Rebuild standings, counts and search texts that are wrong. Nothing else is.",
        )
        parser.add_argument(
            "--seal",
            action="append",
            default=[],
            metavar="SHA-256",
            help="A seal that was printed before, which must still be there. May be repeated.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"), progress_on(sys.stderr):
            found, newest = _verify(options["seal"])
            repaired = repair(found) if options["repair"] else []
            if repaired:
                found, newest = _verify(options["seal"])
        Verification.objects.create(finding_count=len(found))
        self.stdout.write(PRESENTERS[options["format"]](found, repaired, newest))
        if found:
            raise CommandError(_number(found))


def _verify(seals: Sequence[str]) -> tuple[list[Finding], list[str]]:
    """What is wrong, and the newest seals, in one state of the database."""
    noted = {digest.lower() for digest in seals}
    with snapshot():
        known = Seal.objects.filter(digest__in=noted).values_list("digest", flat=True)
        gone = sorted(noted.difference(known))
        found = [*find(), *(Finding("seals", digest, "is no seal on record") for digest in gone)]
        return found, list(Seal.objects.newest())


def _as_text(found: Sequence[Finding], repaired: Sequence[str], newest: Sequence[str]) -> str:
    full = [check for check, count in _by_check(found).items() if count >= MOST]
    return "\n".join(
        [
            *(f"Rebuilt: {check}" for check in repaired),
            *map(str, found),
            *(f"{check}: only the first {MOST:,} are named" for check in full),
            f"{len(CHECKS)} checks: {_number(found)}",
            *(f"Newest seal: {digest}" for digest in newest),
        ]
    )


def _as_json(found: Sequence[Finding], repaired: Sequence[str], newest: Sequence[str]) -> str:
    report = {
        "findings": [vars(finding) for finding in found],
        "checks": {check: _by_check(found)[check] for check in CHECKS},
        "repaired": repaired,
        "newest_seals": newest,
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


PRESENTERS = {"text": _as_text, "json": _as_json}


def _by_check(found: Sequence[Finding]) -> Counter[str]:
    return Counter(finding.check for finding in found)


def _number(found: Sequence[Finding]) -> str:
    if not found:
        return "nothing is wrong."
    return "1 finding." if len(found) == 1 else f"{len(found):,} findings."

"""What is calculated from the record: standings, counts and search texts; and how to rebuild it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from milestones.actions import index_words, rebuild_standings, recount
from milestones.actions.counting import miscounted
from milestones.actions.indexing import stale_words
from milestones.actions.standings import StandingRow, standings_of
from milestones.actions.state import BATCH, in_batches, load_histories
from milestones.models import Milestone, Standing
from milestones.progress_bar import with_progress
from milestones.verification.common import Finding

_FIELDS = StandingRow._fields
_Row = Mapping[str, Any]


def standings() -> Iterator[Finding]:
    """Standings are just those that follow from the updates in force."""
    for milestone, differences in _wrong_standings():
        for (pair, day), what in differences:
            yield Finding("standings", f"{milestone.code} {pair} from {day}", what)


def _wrong_standings() -> Iterator[tuple[Milestone, list[tuple[tuple[str, Any], str]]]]:
    """The milestones with a standing that is wrong, missing or too many, and which."""
    milestones = Milestone.objects.defer("text", "plan_text").order_by("pk")
    in_order = with_progress(milestones.iterator(BATCH), "Calculating", milestones.count())
    for batch in in_batches(in_order):
        ids = [milestone.pk for milestone in batch]
        stored: dict[int, dict[tuple[str, Any], _Row]] = {pk: {} for pk in ids}
        for row in Standing.objects.filter(milestone__in=ids).order_by().values(*_FIELDS):
            stored[row["milestone_id"]][row["pair"], row["from_date"]] = row
        histories = load_histories(ids)
        for milestone in batch:
            calculated = {
                (standing.pair, standing.from_date): standing._asdict()
                for standing in standings_of(milestone, histories[milestone.pk])
            }
            if stored[milestone.pk] != calculated:
                yield milestone, list(_differences(stored[milestone.pk], calculated))


def _differences(
    stored: Mapping[Any, _Row], calculated: Mapping[Any, _Row]
) -> Iterator[tuple[tuple[str, Any], str]]:
    for key in sorted({**stored, **calculated}):
        if key not in stored:
            yield key, "is missing"
        elif key not in calculated:
            yield key, "follows from no update"
        elif stored[key] != calculated[key]:
            names = [name for name in _FIELDS if stored[key][name] != calculated[key][name]]
            yield key, f"is not what follows from the updates in {', '.join(names)}"


def counts() -> Iterator[Finding]:
    """Counts are the sums of standings."""
    for pair, when, status, missing in miscounted():
        what = f"{missing} missing" if missing > 0 else f"{-missing} too many"
        yield Finding("counts", f"{pair} {status} {when}", what)


def search_texts() -> Iterator[Finding]:
    """Each milestone has its search text."""
    what = "its search text is missing or not that of its words"
    for batch in in_batches(pk for pk, _words in stale_words(Milestone.objects.all())):
        codes = Milestone.objects.filter(pk__in=batch).order_by("pk")
        for code in codes.values_list("code", flat=True):
            yield Finding("search texts", code, what)


def _rebuild_standings() -> None:
    wrong = [milestone for milestone, _differences in _wrong_standings()]
    rebuild_standings(wrong)


REPAIRS: Mapping[str, Callable[[], None]] = {
    "standings": _rebuild_standings,
    "counts": recount,
    "search texts": lambda: index_words(Milestone.objects.all()),
}
"""How to rebuild what a check found wrong; in this order, since counts follow from standings."""


def repair(found: Iterable[Finding]) -> list[str]:
    """Rebuild what these findings are about, as far as it is calculated; returns what was
    rebuilt. Counts are rebuilt with the standings."""
    wrong = {finding.check for finding in found}
    if "standings" in wrong:
        wrong.add("counts")
    repaired = [check for check in REPAIRS if check in wrong]
    for check in repaired:
        REPAIRS[check]()
    return repaired

"""Keep the search text of milestones up to date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from milestones.actions.state import BATCH
from milestones.models import Milestone, SearchText
from milestones.progress_bar import with_progress
from milestones.search import searchable
from priorities.models import translated_fields

_TEXTS = (
    "text",
    "plan_text",
    "initiative__text",
    *(f"initiative__area__{field}" for field in ("name", *translated_fields("name"))),
)
_CODES = ("code", "initiative__code")


@transaction.atomic
def index_words(milestones: QuerySet[Milestone]) -> None:
    """Write the search text of these milestones, where it has changed."""
    SearchText.objects.bulk_create(
        [SearchText(milestone_id=pk, words=words) for pk, words in stale_words(milestones)],
        BATCH,
        update_conflicts=True,
        unique_fields=["milestone"],
        update_fields=["words"],
    )


def stale_words(milestones: QuerySet[Milestone]) -> Iterator[tuple[int, str]]:
    """The milestones whose search text is missing or has changed: the key, and what it is now."""
    rows = milestones.order_by("pk").values_list("pk", "search_text__words", *_TEXTS, *_CODES)
    count = milestones.count()
    for pk, stored, *values in with_progress(rows.iterator(BATCH), "Indexing words", count):
        words = _words(*values)
        if stored != words:
            yield pk, words


def _words(*values: Any) -> str:
    texts, codes = values[: len(_TEXTS)], values[len(_TEXTS) :]
    return searchable(dict.fromkeys(text for text in texts if text), codes)


def index_saved(sender: Any, instance: Any, raw: bool = False, **_signal: Any) -> None:
    """Index the milestones of a milestone, initiative or area that was saved."""
    filters = {
        "Milestone": {"pk": instance.pk},
        "Initiative": {"initiative": instance.pk},
        "PriorityArea": {"initiative__area": instance.pk},
    }
    if not raw:
        index_words(Milestone.objects.filter(**filters[sender.__name__]))

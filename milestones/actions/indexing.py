"""Keep the search text of milestones up to date."""

from __future__ import annotations

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
    indexed = SearchText.objects.filter(milestone__in=milestones.order_by().values("pk"))
    stored = dict(indexed.values_list("milestone", "words"))
    changed = []
    rows = milestones.order_by().values_list("pk", *_TEXTS, *_CODES)
    for pk, *values in with_progress(rows.iterator(BATCH), "Indexing words", milestones.count()):
        words = _words(*values)
        if stored.get(pk) != words:
            changed.append(SearchText(milestone_id=pk, words=words))
    SearchText.objects.bulk_create(
        changed, BATCH, update_conflicts=True, unique_fields=["milestone"], update_fields=["words"]
    )


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

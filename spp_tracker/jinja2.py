"""The environment of the public pages, whose templates are Jinja's.

The admin's pages and the mails are Django templates.
"""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from milestones.choices import DELIVERED, Pair
from milestones.datasets import licence, terms
from milestones.filters import PAGE_SIZES
from milestones.pages import annotations, changes, counts, dates, filters, links, navigation, text
from milestones.pages.urls import page_url

GLOBALS: dict[str, Any] = {
    # What a page has that has no query of its own.
    "query": None,
    "links": links.SiteLinks(),
    "DELIVERED": DELIVERED,
    "PAGE_SIZES": PAGE_SIZES,
    "PAIRS": tuple(Pair),
    "annotation_label": annotations.annotation_label,
    "by_phase": counts.by_phase,
    "change_links": changes.ChangeLinks,
    "change_notes": changes.notes,
    "colon": text.colon,
    "days_to_choose": dates.days_to_choose,
    "figures": counts.figures,
    "filter_chips": filters.chips,
    "flags": filters.flags,
    "headline_figures": counts.headline_figures,
    "lang_en": text.lang_en,
    "language": translation.get_language,
    "languages": navigation.languages,
    "licence": licence,
    "meaning": text.meaning,
    "moved": changes.moved,
    "page_numbers": filters.page_numbers,
    "page_url": page_url,
    "phase": text.phase,
    "places": navigation.places,
    "relaxations": filters.relaxations,
    "sort_choices": filters.sort_choices,
    "static": static,
    "terms": terms,
    "whole_bar": counts.whole_bar,
}
FILTERS = {
    "caveats": text.caveats,
    "date": dates.day_words,
    "iso_day": dates.iso_day,
    "pair_label": text.pair_label,
    "status_label": text.status_label,
    "truncated": text.truncated,
}


def environment(**options: Any) -> Environment:
    """An environment in which a name that is missing is an error."""
    made = Environment(
        **options | {"undefined": StrictUndefined},
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals |= GLOBALS
    made.filters |= FILTERS
    return made

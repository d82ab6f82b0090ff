"""The terms on which the data may be used."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from milestones.licences import LICENCES, Licence


def licence() -> Licence:
    """The licence of what the tracker adds to the documents, as this installation has chosen."""
    return LICENCES[settings.DATA_LICENCE]


def terms() -> str:
    """What of the data may be used on which terms, in the reader's language."""
    return _(
        "The documents are the words of the governments that published them; their terms apply to "
        "their text. What the tracker adds (codes, dates, figures and what was recorded here) may "
        "be used under the licence %(licence)s."
    ) % {"licence": licence().title}

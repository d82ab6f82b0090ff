"""Made-up later editions, written upon the real one, with every kind of change.

The first edition is as of 15 June 2006; these are as of later days. Nothing in them is true.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from milestones.imports.report import Decisions, ReportUpload

REPORT = (
    (Path(settings.FIXTURES) / "sources" / "security-priorities-status.txt")
    .read_bytes()
    .decode("utf-8")
)

LATER_DAY = dt.date(2007, 3, 31)
LATER_PUBLISHED = dt.date(2007, 5, 2)
LATER_TITLE = "Second status report"
LATER_NAME = "second-status-report.txt"

REWORDED = (
    "Establish a mutual mechanism to inform the reviews of countries in visa-free travel "
    "programmes within 12 months (June 2006)."
)
NEW_MILESTONE = "Open a joint training centre for border officers at Detroit by 2009."
NEW_INITIATIVE = "Prepare together for oil spills in shared waters."
NEW_IN_IT = "Hold a joint Canada-U.S. exercise on the Great Lakes by June 2008."
NEW_IN_IT_TOO = "Name one coordinator in each country."

CHANGES = (
    # TS-1.1: for each pair, now for all.
    ("US-CN: Partially Completed, Finished Fall 2006\nUS-MX: Initiated\n", "Completed\n"),
    # TS-1.3: for all, now for each pair; only one of them changes.
    (
        "security standards within 36 months (June 2008).\n\nOn track\n",
        "security standards within 36 months (June 2008).\n\n"
        "US-CN: On track\nUS-MX: Delayed to Fall 2008\n",
    ),
    # TS-1.5: for all.
    (
        "information-sharing agreement within 18 months (December 2006).\n\nInitiated\n",
        "information-sharing agreement within 18 months (December 2006).\n\nCompleted\n",
    ),
    # TS-2.1: for one of its pairs.
    (
        "stay within 9 months (March 2006).\n\nUS-CN: Completed / Ongoing\nUS-MX: Initiated\n",
        "stay within 9 months (March 2006).\n\nUS-CN: Completed / Ongoing\nUS-MX: On track\n",
    ),
    # TS-2.4: other words.
    (
        "Develop a reciprocal mechanism to inform visa-free travel program country reviews within "
        "12 months (June 2006).",
        REWORDED,
    ),
    # TS-3: a new milestone after the last.
    ("  1. US-MX: Delayed\n", f"  1. US-MX: Delayed\n\n{NEW_MILESTONE}\n\nInitiated\n"),
    # CS-3.3: the same words with another deadline.
    (
        "diversion of “controlled” goods within 21 months (March 2007).",
        "diversion of “controlled” goods within 21 months (March 2008).",
    ),
    # BP-3.1: put off once more.
    ("Delayed to December 2007\n", "Delayed to June 2008\n"),
    # AS-1: the heading in other words.
    (
        "Develop, test, evaluate and implement a plan to establish comparable aviation passenger "
        "screening, and the screening of baggage and air cargo.",
        "Establish comparable screening of passengers, baggage and air cargo.",
    ),
    # MS-3: a new initiative with two milestones.
    (
        "\nLaw Enforcement Cooperation\n\nLaw Enforcement Cooperation: ",
        f"\n{NEW_INITIATIVE}\n\n{NEW_IN_IT}\n\nInitiated\n\n{NEW_IN_IT_TOO}\n\nOn track\n"
        "\nLaw Enforcement Cooperation\n\nLaw Enforcement Cooperation: ",
    ),
    # IC-1.2: left out.
    (
        "Explore means to address and resolve gaps in cross-border information-sharing channels."
        "\n\nOn track\n\n",
        "",
    ),
)

# ST-2.1 and ST-2.2 change places.
FIRST, SECOND = (
    "Through the Canada-U.S. Public Security Technical Program (PSTP), cooperate in public "
    "safety-related research, development, testing, evaluation and deployment of technologies."
    "\n\nOn track",
    "Approve and implement cooperative projects that address prioritized technology gaps for "
    "border security, biosecurity, critical infrastructure protection and counter-terrorism."
    "\n\nOn track",
)


def edited(*changes: tuple[str, str], text: str = REPORT) -> str:
    """The report with each of these words, which must stand there once, replaced by others."""
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


LATER = edited(*CHANGES, (f"{FIRST}\n\n{SECOND}", f"{SECOND}\n\n{FIRST}"))
"""The later edition with every kind of change."""


def line_of(words: str, text: str = LATER) -> int:
    """The line, counted from 1, on which these words stand for the first time."""
    return text[: text.index(words)].count("\n") + 1


DECIDED = Decisions(
    [("TS-2.4", line_of(REWORDED)), ("CS-3.3", line_of("Assess options to make more compatible"))],
    accept_new=True,
    allow_missing=True,
)
"""What has to be decided about the later edition, as it is meant."""


def edition(
    text: str | bytes = LATER,
    as_of: dt.date = LATER_DAY,
    title: str = LATER_TITLE,
    published: dt.date | None = None,
    document: str = LATER_NAME,
    *,
    url: str = "",
) -> ReportUpload:
    """An edition with this text."""
    data = text if isinstance(text, bytes) else text.encode()
    if published is None:
        published = max(as_of, LATER_PUBLISHED)
    return ReportUpload(data, document, title, as_of, published, url)

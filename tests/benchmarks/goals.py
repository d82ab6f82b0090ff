"""What is to be reached. None where nothing was set as a goal."""

from __future__ import annotations

NGINX_SHARE = 0.4
"""A warm answer, beside nginx with the same bytes."""
PROBE_WAIT = 1000.0
"""Milliseconds that anybody may wait beside slow clients."""
PAPER_WAIT = 500.0
"""Milliseconds that anybody may wait beside those who ask for a PDF."""
PAPER_MEMORY = 150.0
FILE_FIRST_BYTE = 50.0
FILE_MEMORY = 10.0

FIXED_VIEW_RATE = 4975.0
"""Answers a second of the fixed view on one connection, on the machine where the goals in
milliseconds were set."""

REAL = {"deadlines": 15.0, "briefing": 20.0, "edition": 20.0}
REAL_OTHERWISE = 10.0
WITHOUT_A_GOAL = {"method", "feed"}
AT_10_000 = 20.0
AT_100_000 = {"now": 60.0, "past": 150.0}
SEARCH_AT_100_000 = 300.0


def fixed_view_ratio(database: str) -> float:
    """How many times as often as the fixed view a warm page is to be given."""
    return 4.0 if database == "sqlite" else 2.5


def cold_page(page: str, moment: str, milestones: int) -> float | None:
    """Milliseconds in which half of the cold answers are to be there, where the goals were set."""
    if page in WITHOUT_A_GOAL:
        return None
    if milestones < 10_000:
        return None if page == "changes" else REAL.get(page, REAL_OTHERWISE)
    if page == "edition":
        # It is as long as its document.
        return None
    if milestones < 100_000:
        return AT_10_000
    return SEARCH_AT_100_000 if page == "search" else AT_100_000[moment]


def on_this_machine(milliseconds: float | None, fixed_view: float | None) -> float | None:
    """As long as a goal in milliseconds is on a machine that gives the fixed view so many times a
    second on one connection; as it stands, if that was not measured."""
    if milliseconds is None or not fixed_view:
        return milliseconds
    return milliseconds * FIXED_VIEW_RATE / fixed_view


def file_ratio(database: str) -> float:
    """Lines a second of a file, beside those that the database's own command writes."""
    return 0.5 if database == "sqlite" else 0.8

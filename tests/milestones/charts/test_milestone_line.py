"""One milestone on a line of time: where its dates are, and what between them is marked."""

import datetime as dt

from milestones.charts.milestone_line import DateMark, MilestoneLine, Stretch, milestone_line
from milestones.dates import ImpreciseDate

PLAN = ("promised", ImpreciseDate.day(dt.date(2005, 6, 30)))
DUE = ("due", ImpreciseDate.month(2005, 12))
DAY = ("as_of", ImpreciseDate.day(dt.date(2006, 6, 30)))
REVISED = ("revised", ImpreciseDate.season(2006, "Fall"))


def test_each_date_has_its_place_and_a_season_its_length() -> None:
    line = milestone_line([PLAN, DUE, DAY, REVISED], DAY[1].date, overdue=True, slipped=True)
    assert line == MilestoneLine(
        marks=(
            DateMark("promised", PLAN[1], "6.4%", None),
            DateMark("due", DUE[1], "39.1%", None),
            DateMark("as_of", DAY[1], "71.8%", None),
            DateMark("revised", REVISED[1], "99%", Stretch("82.7%", "99%")),
        ),
        years=(("39.1%", 2006),),
        elapsed=Stretch("6.4%", "71.8%"),
        overdue=Stretch("39.1%", "71.8%"),
        slip=Stretch("39.1%", "99%"),
    )


def test_what_is_not_late_has_no_such_part() -> None:
    line = milestone_line([PLAN, DUE], dt.date(2005, 8, 31))
    assert (line.overdue, line.slip) == (None, None)


def test_of_two_deadlines_the_last_counts() -> None:
    later = ("due", ImpreciseDate.month(2006, 3))
    line = milestone_line([PLAN, DUE, later, DAY], DAY[1].date, overdue=True)
    assert line.overdue == Stretch(line.marks[2].x, line.marks[3].x)


def test_a_day_alone_is_a_line_too() -> None:
    line = milestone_line([DAY], DAY[1].date)
    assert [mark.x for mark in line.marks] == ["99%"]
    assert line.elapsed == Stretch("99%", "99%")

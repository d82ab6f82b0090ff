"""What a query asks for: good values choose rows, everything else is refused by name."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import Milestone
from milestones.opendata.datasets import DATASETS
from milestones.queries import MilestoneQuery
from tests.downloads import rows_in_json
from tests.milestones.recording import LATER, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAMES = ("milestones", "statuses", "priorities", "deadlines")


def codes(query: str) -> list[str]:
    return [milestone.code for milestone in MilestoneQuery(QueryDict(query)).milestones]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("goal=3&status=delayed", "BF-1.4 BF-1.8 BF-2.3 ST-1.2"),
        ("contradiction=1", "AS-1.2 BF-1.2 BF-1.3 BF-2.1"),
        ("q=pandemic+influenza", "BP-6.2 BP-6.3"),
        ("due_from=2008-07", "BF-1.12"),
        ("deadline=2008", "BF-1.12"),
        ("deadline=2007-12-15", "TS-1.2 CS-2.6 BP-1.1"),
        ("deadline=2008-12", ""),
        ("deadline=none&status=delayed", "BF-1.4 ST-1.2"),
        ("slipped=1&area=traveller-security", "TS-1.1 TS-2.2"),
        ("differ=1&status=delayed", "TS-3.3 CS-3.2 BP-2.2 PR-2.3"),
        ("differ=1&status=completed&pair=US-CN", "CS-3.2 MS-1.1"),
        ("late=1&initiative=BF-1&pair=US-CN", "BF-1.2 BF-1.3 BF-1.4 BF-1.7 BF-1.8"),
        ("late=1&initiative=BF-1&pair=US-MX", "BF-1.2 BF-1.3 BF-1.4 BF-1.8"),
        (
            "differ=1&contradiction=1&area=border-facilitation&match=any",
            "BF-1.2 BF-1.3 BF-1.9 BF-2.1",
        ),
        ("status=completed&slipped=1&initiative=BP-6&match=any", "BP-6.1 BP-6.2"),
        ("contradiction=1&match=any", "AS-1.2 BF-1.2 BF-1.3 BF-2.1"),
        ("as_of=2006-06-30&overdue=1&initiative=TS-3", "TS-3.3"),
        ("as_of=2006-06-29&due=1&initiative=TS-3", "TS-3.3"),
        ("as_of=2006-06-30&due=1&initiative=TS-3", "TS-3.1 TS-3.2 TS-3.3"),
        ("due=1&status=completed&area=bioprotection", "BP-3.2 BP-5.2 BP-7.1"),
        ("reported_from=2006-06-15&reported_to=2006-06-15&initiative=TS-3", "TS-3.1 TS-3.2 TS-3.3"),
        ("delivery=on_time", "CS-2.6 CS-3.1 LE-2.2"),
        ("delivery=undated", "PR-1.3"),
        ("delivery=late", ""),
        ("delivery=unknown&area=bioprotection", "BP-3.2 BP-5.2 BP-7.1"),
        ("match=any&delivery=on_time&overdue=1", ""),
        ("reported_from=2006-06-16", ""),
        ("reported_to=2006-06-14", ""),
        ("as_of=2006-07-01&overdue=1&initiative=TS-3", "TS-3.1 TS-3.2 TS-3.3"),
    ],
)
def test_each_filter_gives_the_rows_that_the_documents_have(query: str, expected: str) -> None:
    """Read by hand; ``test_oracle`` compares every filter with every other."""
    assert codes(query) == expected.split()


def test_empty_values_of_a_form_are_no_conditions() -> None:
    assert len(codes("q=&goal=&area=&status=&pair=&due_from=&overdue=&as_of=&sort=")) == 106
    assert codes("status=&status=delayed") == codes("status=delayed")


@pytest.mark.parametrize("name", DATASETS)
def test_empty_cells_come_last_in_every_column_of_every_file(client: Client, name: str) -> None:
    person = User.objects.create_user("login", first_name="Ana")
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, note="Misheard"), recorded_by=person)
    record(LATER, StatusLine(Pair.ALL, Status.COMPLETED), reason="Read once more")
    Milestone.objects.filter(code="TS-1.1").update(plan_text="")
    unsorted = rows_in_json(client, f"/{name}.json")
    assert "" not in [cell for row in unsorted for cell in row.values()]
    for column in DATASETS[name].sorts:
        if None not in [row[column] for row in unsorted]:
            continue
        for sort in (column, f"-{column}"):
            rows = rows_in_json(client, f"/{name}.json?sort={sort}")
            empty = [row[column] is None for row in rows]
            assert empty == sorted(empty), sort


@pytest.mark.parametrize(
    ("query", "deadlines"),
    [
        ("deadline=2005-12", ["2005-12"]),
        ("deadline=none", ["none"]),
        ("due_from=2006-12&due_to=2006-12", ["2006-12"]),
        ("due_from=2008-04", ["2008-06", "2008"]),
        ("due_to=2005-12", ["2005-09", "2005-12"]),
    ],
)
def test_a_second_deadline_that_is_not_asked_for_has_no_row(
    query: str, deadlines: list[str]
) -> None:
    rows = MilestoneQuery(QueryDict(query)).by_deadline()
    assert [row.code for row in rows] == deadlines


KNOWN = (
    "Unknown parameter. Valid: q, code, goal, area, initiative, status, pair, "
    "due_from, due_to, deadline, last_due_from, last_due_to, delivery, reported_from, reported_to, "
    "due, late, overdue, contradiction, slipped, differ, match, as_of, sort, limit, offset."
)
BAD_QUERIES = {
    "nonsense=1": f"nonsense: {KNOWN}",
    "page=1": f"page: {KNOWN}",
    "reported_from=2006-06-16&reported_to=2006-06-15": "reported_from: 2006-06-16 is after "
    "2006-06-15, the last date selected.",
    "area=cargo-security&area=bioprotection": "area: Given more than once.",
    "code=XX": "code: “XX” is not the code of a milestone, such as TS-1.5.",
    "code=ts-9.5": "code: “TS-9.5” is not the code of a milestone, such as TS-1.5.",
    "code=TS-1": "code: “TS-1” is not the code of a milestone, such as TS-1.5.",
    "code=TS-1.5&code=TS-1.4": "code: Given more than once.",
    "goal=4": "goal: “4” is not the number of a goal.",
    "goal=x": "goal: “x” is not the number of a goal.",
    "goal=01": "goal: “01” is not the number of a goal.",
    "goal=١": "goal: “١” is not the number of a goal.",
    "area=Cargo": "area: “cargo” is not a priority area: write it like cargo-security.",
    "initiative=TS-9": "initiative: “TS-9” is not the code of an initiative, such as TS-1.",
    "status=late": (
        "status: Unknown status “late”. Valid: planned, delayed, initiated, on_track, "
        "partially_completed, completed_ongoing, completed."
    ),
    "pair=ALL": "pair: “ALL” is not a country pair: write US-CN or US-MX.",
    "due_from=2006": "due_from: “2006” is not a month: write it like 2006-12.",
    "due_to=2006-13": "due_to: “2006-13” is not a month: write it like 2006-12.",
    "due_from=2006-12&due_to=2006-01": (
        "due_from: 2006-12 is after 2006-01, the last month selected."
    ),
    "deadline=soon": (
        "deadline: “soon” is not a deadline: write 2007-12-31, 2006-12, 2006-Fall, 2008 or none."
    ),
    "overdue=yes": "overdue: Unknown value “yes”: write 1, or leave it out.",
    "match=all": "match: Unknown value “all”: write any, or leave it out.",
    "contradiction=0": "contradiction: Unknown value “0”: write 1, or leave it out.",
    "differ=yes": "differ: Unknown value “yes”: write 1, or leave it out.",
    "as_of=2006-02-30": "as_of: “2006-02-30” is not a date: write it like 2006-06-15.",
    "as_of=20060615": "as_of: “20060615” is not a date: write it like 2006-06-15.",
    "q=a%00b": "q: Null characters are not allowed.",
    "limit=0": "limit: “0” is not a number from 1 to 1000.",
    "limit=1001": "limit: “1001” is not a number from 1 to 1000.",
    "limit=10.0": "limit: “10.0” is not a number from 1 to 1000.",
    "limit=٣": "limit: “٣” is not a number from 1 to 1000.",
    "limit=10&limit=20": "limit: Given more than once.",
    "offset=-1": "offset: “-1” is not a number from 0 to 1000000000.",
    "offset=99999999999": "offset: “99999999999” is not a number from 0 to 1000000000.",
}


@pytest.mark.parametrize(("query", "message"), BAD_QUERIES.items())
def test_a_bad_query_is_refused_by_name(client: Client, query: str, message: str) -> None:
    response = client.get(f"/milestones.csv?{query}")
    assert response.status_code == 400
    assert response.content.decode() == message + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_is_named_at_once_and_in_json_too(client: Client, name: str) -> None:
    response = client.get(f"/{name}.json?pair=US-JP&as_of=yesterday&sort=nothing")
    assert response.status_code == 400
    errors = response.json()["errors"]
    assert set(errors) == {"pair", "as_of", "sort"}
    assert errors["as_of"] == ["“yesterday” is not a date: write it like 2006-06-15."]
    assert errors["sort"][0].startswith("Unknown sort column “nothing”. Valid: ")


@pytest.mark.parametrize(
    "query",
    [
        "goal=" + "9" * 400,
        "area=" + "a" * 5000,
        "q=" + "%25_" * 20,
        "q=" + "'; DROP TABLE milestones_milestone; --",
        "q=" + "%F0%9F%92%A9",
        "initiative=%00",
        "code=%00",
        "code=TS-1.5%0A",
        "area=%ff",
        "as_of=0001-01-01",
        "as_of=9999-12-31",
        "due_from=1000-01",
        "due_from=2999-12&due_to=1000-01",
        "sort=--code",
        "status=",
    ],
)
def test_hostile_values_never_break_anything(client: Client, query: str) -> None:
    response = client.get(f"/deadlines.json?{query}")
    response.getvalue()
    assert response.status_code in {200, 400}

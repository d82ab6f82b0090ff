"""The method, with examples that are found in the record."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from milestones.choices import Pair, Status
from milestones.models import Milestone
from milestones.pages.examples import examples
from tests.conftest import PLAN_DAY, REPORT_DAY

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "", language: str = "en") -> str:
    response = client.get(f"/{language}/about/{query}")
    assert response.status_code == 200
    return unescape(" ".join(response.content.decode().split()))


def section(shown: str, name: str) -> str:
    return shown.split(f'aria-labelledby="{name}"')[1].split("</section>", maxsplit=1)[0]


def test_each_example_is_an_example_of_its_rule() -> None:
    found = examples(Milestone.objects.as_of(REPORT_DAY), REPORT_DAY)
    assert found.difference
    assert found.difference.milestone.differ
    assert found.overdue
    assert found.overdue.overdue
    assert not found.overdue.contradiction
    assert found.contradiction
    assert found.contradiction.contradiction
    assert found.slipped
    assert found.slipped.slip_months == 24
    assert found.season
    assert "Fall" in found.season.as_reported
    assert found.no_date
    assert not found.no_date.deadlines.exists()
    assert {name: one.wording for name, one in found.deadlines.items()} == {
        "derived": "Within 6 months",
        "recurring": "within 12 months (June 2006) and annually thereafter",
        "year": "by 2008",
        "day": "before January 1, 2008",
        "of_adoption": "Within 18 months of adoption (December 2007)",
    }
    assert {pair: one.parties for pair, one in found.parties.items()} == {
        "US-CN": "US-CN",
        "US-MX": "US-MX",
    }
    assert len({one.plan_text for one in found.split}) == 1 < len(found.split)
    assert set(found.by_status) == {*Status} - {Status.PLANNED}
    assert all(line.status == status for status, line in found.by_status.items())


def test_the_example_of_other_words_is_not_a_printed_month_nor_a_quote() -> None:
    found = examples(Milestone.objects.as_of(REPORT_DAY), REPORT_DAY).reworded
    assert found
    assert found.code == "CS-4.1"


def test_before_the_report_there_is_no_example_of_a_status() -> None:
    found = examples(Milestone.objects.as_of(PLAN_DAY), PLAN_DAY)
    assert found.by_status == {}
    assert (found.overdue, found.contradiction, found.slipped) == (None, None, None)
    assert found.difference is None
    assert "derived" in found.deadlines


def test_for_a_pair_no_status_line_of_the_other_is_an_example() -> None:
    among = Milestone.objects.as_of(REPORT_DAY, Pair.US_MX)
    found = examples(among, REPORT_DAY, Pair.US_MX)
    assert {line.pair for line in found.by_status.values()} <= {"ALL", "US-MX"}
    assert found.season
    assert found.season.pair != "US-CN"


def test_every_example_leads_to_its_milestone(client: Client) -> None:
    shown = page(client)
    for name in ("roll-up", "overdue", "contradiction", "slip", "derived", "recurring", "parties"):
        codes = re.findall(r'href="/en/milestones/([A-Z]{2}-\d+\.\d+)/"', section(shown, name))
        assert codes, name
        assert Milestone.objects.filter(code__in=codes).count() == len(codes)


def test_no_milestone_is_named_in_the_template(client: Client) -> None:
    Milestone.objects.filter(code="CS-3.2").update(code="CS-3.99")
    assert "CS-3.99" in section(page(client), "roll-up")


def test_every_status_is_explained_and_counted(client: Client) -> None:
    shown = page(client)
    for status in Status:
        assert f"</svg>{status.label}" in shown
    assert re.search(r'/en/milestones/\?status=delayed">16</a>', shown)


def test_what_the_documents_leave_open_is_said(client: Client) -> None:
    shown = page(client)
    assert "taken as the state of June 15, 2006, published Sept. 7, 2006" in shown
    assert "“By 2008”" in shown
    assert "CN is China" in shown
    assert "BP-4.1" in section(shown, "split")
    assert "BP-4.2" in section(shown, "split")


def test_the_method_stands_before_the_plan_too(client: Client) -> None:
    shown = page(client, "?as_of=2005-06-26")
    assert "Done; counts as delivered." in shown
    assert 'href="/en/milestones/TS' not in shown


def test_where_there_is_no_example_the_page_says_so(client: Client) -> None:
    shown = page(client, "?as_of=2005-12-31")
    assert "has no example of it" in section(shown, "slip")


def test_the_documents_words_are_marked_as_english(client: Client) -> None:
    assert '<q lang="en">by 2008</q>' in page(client, language="es")

"""The method, with examples that are found in the record."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from milestones.choices import Pair, Status
from milestones.models import Milestone, Standing
from milestones.models.attention import PUBLIC_REASONS
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
    example = examples(Standing.objects.on(REPORT_DAY), REPORT_DAY)
    assert example.difference
    assert example.difference.milestone.differ
    assert example.overdue
    assert example.overdue.overdue
    assert not example.overdue.contradictory
    assert example.contradiction
    assert example.contradiction.contradictory
    assert example.slipped
    assert example.slipped.slip_months == 24
    assert example.season
    assert "Fall" in example.season.line.as_reported
    assert example.no_date
    assert not example.no_date.deadlines.all()
    assert {name: found.deadline.wording for name, found in example.deadlines.items()} == {
        "derived": "Within 6 months",
        "recurring": "within 12 months (June 2006) and annually thereafter",
        "year": "by 2008",
        "day": "before January 1, 2008",
        "of_adoption": "Within 18 months of adoption (December 2007)",
    }
    assert {pair: milestone.parties for pair, milestone in example.parties.items()} == {
        "US-CN": "US-CN",
        "US-MX": "US-MX",
    }
    assert len({piece.plan_text for piece in example.split}) == 1 < len(example.split)
    assert set(example.by_status) == {*Status} - {Status.PLANNED}
    assert all(found.line.status == status for status, found in example.by_status.items())


def test_the_example_of_other_words_is_not_a_printed_month_nor_a_quote() -> None:
    reworded = examples(Standing.objects.on(REPORT_DAY), REPORT_DAY).reworded
    assert reworded
    assert reworded.code == "CS-4.1"


def test_before_the_report_there_is_no_example_of_a_status() -> None:
    example = examples(Standing.objects.on(PLAN_DAY), PLAN_DAY)
    assert example.by_status == {}
    assert (example.overdue, example.contradiction, example.slipped) == (None, None, None)
    assert example.difference is None
    assert "derived" in example.deadlines


def test_of_a_large_record_only_the_first_milestones_are_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("milestones.pages.examples.MAX_SEARCHED", 3)
    standings = Standing.objects.on(REPORT_DAY)
    first = set(standings.order_by("position").values_list("milestone__code", flat=True)[:3])
    found = examples(standings, REPORT_DAY)
    assert {milestone.code for milestone, _line in found.by_status.values()} <= first
    assert {milestone.code for milestone, _deadline in found.deadlines.values()} <= first
    assert found.overdue is None


def test_for_a_pair_no_status_line_of_the_other_is_an_example() -> None:
    among = Standing.objects.on(REPORT_DAY, Pair.US_MX)
    example = examples(among, REPORT_DAY, Pair.US_MX)
    assert {line.pair for _milestone, line in example.by_status.values()} <= {"ALL", "US-MX"}
    assert example.season
    assert example.season.line.pair != "US-CN"


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
    assert "There is no example in the data" in section(shown, "slip")


def test_the_documents_words_are_marked_as_english(client: Client) -> None:
    assert '<q lang="en">by 2008</q>' in page(client, language="es")


def test_the_reasons_for_attention_are_explained_in_their_order(client: Client) -> None:
    shown = section(page(client, "?pair=US-MX"), "attention")
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>: ([^<]+)</li>', shown)
    assert [label for _address, label, _meaning in links] == [r.label for r in PUBLIC_REASONS]
    assert links[4] == (
        "/en/attention/?pair=US-MX&reason=due_soon",
        "Due soon, still delayed or initiated",
        "A deadline is no more than 60 days away, and the status is delayed or initiated.",
    )
    for address, _label, meaning in links:
        assert meaning.endswith(".")
        assert client.get(address).status_code == 200

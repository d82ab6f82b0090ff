"""What pages say of the milestones that were due: how many were delivered."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import strip_tags

from milestones.pages.text import percent
from milestones.queries import MilestoneQuery

pytestmark = pytest.mark.django_db


SENTENCES = {
    "/en/": "Of the 25 milestones due by June 15, 2006, 8 were delivered (32 %).",
    "/en/?pair=US-MX": "Of the 23 milestones due by June 15, 2006, 8 were delivered (35 %).",
    "/en/?area=bioprotection": "Of the 8 milestones due by June 15, 2006, 3 were delivered.",
    "/en/?area=intelligence-cooperation": "Of the 1 milestone due by June 15, 2006, none was "
    "delivered.",
    "/en/?area=cargo-security&pair=US-CN": "Of the 1 milestone due by June 15, 2006, 1 was "
    "delivered.",
    "/en/?as_of=2005-07-01": "No milestone was due by July 1, 2005.",
    "/fr/": "Sur les 25 jalons arrivés à échéance au 15 juin 2006, 8 ont été réalisés (32 %).",
    "/es/": "De los 25 hitos con fecha límite hasta el 15 de junio de 2006, 8 fueron cumplidos "
    "(32 %).",
}


@pytest.mark.parametrize(("address", "sentence"), SENTENCES.items())
def test_the_overview_says_what_was_due_and_delivered(
    client: Client, address: str, sentence: str
) -> None:
    page = unescape(client.get(address).content.decode()).replace("\xa0", " ")
    shown = page.split('<p class="lede">')[1].split("</p>")[0]
    assert " ".join(strip_tags(shown).split()) == sentence
    for link, count in re.findall(r'<a href="[^"?]*\?([^"]*)">(\d+)', shown):
        assert MilestoneQuery(QueryDict(link)).milestones.count() == int(count)


def test_the_method_tells_how_exactly_so_few_can_tell_it(client: Client) -> None:
    page = strip_tags(unescape(client.get("/en/about/").content.decode())).replace("\xa0", " ")
    shown = " ".join(page.split())
    assert "8 were delivered (32 %). The 95 % Wilson interval of this share is 17 to 52 %." in shown
    assert "Slips: 9, from 5 to 24 months, median 11." in shown


def test_half_a_percent_is_rounded_up() -> None:
    assert [percent(share) for share in (0, 1 / 8, 3 / 8, 1)] == [
        "0\N{NO-BREAK SPACE}%",
        "13\N{NO-BREAK SPACE}%",
        "38\N{NO-BREAK SPACE}%",
        "100\N{NO-BREAK SPACE}%",
    ]


DELIVERIES = {
    "/en/about/": "Of the 12 delivered: on time 3, late 0, cannot be determined 8, no deadline 1.",
    "/en/about/?pair=US-CN": "Of the 16 delivered: on time 4, late 0, cannot be determined 11, "
    "no deadline 1.",
    "/fr/about/": "Sur les 12 jalons réalisés : dans les délais 3, hors délai 0, ne peut être "
    "déterminé 8, sans échéance 1.",
    "/es/about/": "De los 12 hitos cumplidos: a tiempo 3, fuera de plazo 0, no se puede "
    "determinar 8, sin fecha límite 1.",
}


@pytest.mark.parametrize(("address", "sentence"), DELIVERIES.items())
def test_the_method_tells_whether_what_was_delivered_was_in_time(
    client: Client, address: str, sentence: str
) -> None:
    page = unescape(client.get(address).content.decode()).replace("\xa0", " ")
    rule = page.split('aria-labelledby="due"')[1].split("</section>")[0]
    assert sentence in " ".join(strip_tags(rule).split())
    counted = re.findall(r'<a href="[^"?]*\?([^"]*delivery[^"]*)">(\d+)', rule)
    assert len(counted) == 3
    for link, count in counted:
        assert MilestoneQuery(QueryDict(link)).milestones.count() == int(count)


def test_while_nothing_is_delivered_nothing_is_said_of_when(client: Client) -> None:
    page = client.get("/en/about/?as_of=2005-12-31").content.decode()
    assert "delivered:" not in page

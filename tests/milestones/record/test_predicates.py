"""Conditions that are checked in Python, for rows that have been read: as the database decides."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db.models import Q

from milestones.models.predicates import predicate

JUNE, JULY = dt.date(2006, 6, 30), dt.date(2006, 7, 31)


@pytest.mark.parametrize(
    ("condition", "holds_in_june", "holds_without_a_date"),
    [
        (Q(due=JUNE), True, False),
        (Q(due__lt=JULY), True, False),
        (Q(due__lte=JUNE), True, False),
        (Q(due__gt=JUNE), False, False),
        (Q(due__gte=JULY), False, False),
        (Q(due__in=[JUNE, JULY]), True, False),
        (Q(due__range=(JUNE, JULY)), True, False),
        (Q(due=None), False, True),
        (~Q(due__lt=JUNE), True, True),
        (Q(due=JUNE) & Q(late=True), False, False),
        (Q(due=None) | Q(late=False), True, True),
        (~(Q(due=JUNE) | Q(late=True)), False, True),
        (Q(), True, True),
    ],
)
def test_no_comparison_holds_for_none_except_that_it_is_none(
    condition: Q, holds_in_june: bool, holds_without_a_date: bool
) -> None:
    holds = predicate(condition)
    assert holds(SimpleNamespace(due=JUNE, late=False)) is holds_in_june
    assert holds(SimpleNamespace(due=None, late=False)) is holds_without_a_date

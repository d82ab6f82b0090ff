"""The positions of milestones in document order: by area, initiative and milestone."""

from __future__ import annotations

_ORDER_BITS, _INITIATIVE_BITS = 32, 15


def position_of(area_order: int, initiative_order: int, order: int) -> int:
    """The position of a milestone in document order, as one number of 62 bits."""
    return ((area_order << _INITIATIVE_BITS) + initiative_order << _ORDER_BITS) + order


def positions_of(area_order: int, initiative_order: int) -> tuple[int, int]:
    """The first possible position of an initiative's milestones, and the first after them."""
    first = position_of(area_order, initiative_order, 0)
    return first, position_of(area_order, initiative_order + 1, 0)

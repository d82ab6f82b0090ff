"""A plan is read: its goals, areas, initiatives, benefits, milestones and deadlines."""

from __future__ import annotations

from milestones.choices import Basis, Pair
from milestones.dates import ImpreciseDate
from milestones.documents.records import (
    AreaRecord,
    DeadlineRecord,
    DocumentRecord,
    GoalRecord,
    InitiativeRecord,
    MilestoneRecord,
)
from tests.milestones.documents.small import PLAN, plan, rewritten


def derived(year: int, month: int, wording: str, *, recurring: bool = False) -> DeadlineRecord:
    return DeadlineRecord(ImpreciseDate.month(year, month), Basis.DERIVED, wording, recurring)


def test_a_plan_is_read_whole() -> None:
    screening = InitiativeRecord(
        paragraphs=("Screen together.",),
        lines=(15, 20),
        milestones=(
            MilestoneRecord(
                text="Evaluate within 6 months and expand within 18 months the use of forms.",
                lines=(15,),
                parties=Pair.ALL,
                deadlines=(
                    derived(2005, 12, "within 6 months"),
                    derived(2006, 12, "within 18 months"),
                ),
            ),
            MilestoneRecord(
                text="Write a plan within 24 months, and, within 9 months, share it.",
                lines=(15,),
                parties=Pair.ALL,
                deadlines=(
                    derived(2007, 6, "within 24 months"),
                    derived(2006, 3, "within 9 months"),
                ),
            ),
            MilestoneRecord(
                text="Expand Canada-U.S. joint patrols.",
                lines=(20,),
                parties=Pair.US_CN,
                deadlines=(),
            ),
        ),
        benefits=("Safer ports.", "Faster trade."),
    )
    training = InitiativeRecord(
        paragraphs=("Train officers.",),
        lines=(21,),
        milestones=(
            MilestoneRecord(
                text="Train officers within 18 months (“green lanes”).",
                lines=(21,),
                parties=Pair.ALL,
                deadlines=(derived(2006, 12, "within 18 months"),),
            ),
        ),
        benefits=("Better officers.",),
    )
    food = InitiativeRecord(
        paragraphs=("Protect each country's food.",),
        lines=(28,),
        milestones=(
            MilestoneRecord(
                text="Share plans within 12 months and annually thereafter.",
                lines=(28,),
                parties=Pair.ALL,
                deadlines=(
                    derived(2006, 6, "within 12 months and annually thereafter", recurring=True),
                ),
            ),
        ),
        benefits=("Safer food.",),
    )
    lanes = InitiativeRecord(
        paragraphs=("Build lanes.", "Measure waits."),
        lines=(41,),
        milestones=(
            MilestoneRecord(
                text="Build a lane by 2008.",
                lines=(41,),
                parties=Pair.ALL,
                deadlines=(DeadlineRecord(ImpreciseDate.year(2008), Basis.PRINTED, "by 2008"),),
            ),
        ),
        benefits=("Shorter waits.",),
    )
    cargo = AreaRecord(
        "Cargo Security", "Screen goods before they leave", (12, 17), (screening, training)
    )
    bioprotection = AreaRecord("Bioprotection", "Protect food", (25,), (food,))
    border = AreaRecord("Border Facilitation", "build capacity", (38,), (lanes,))
    assert plan() == DocumentRecord(
        name="plan.txt",
        goals=(
            GoalRecord("SECURE THE PORTS", (4,), (cargo, bioprotection)),
            GoalRecord("MOVE LOW-RISK TRAFFIC", (31, 32), (border,)),
        ),
    )


def test_the_paragraphs_of_an_initiative_stand_one_a_line_in_its_text() -> None:
    *_, lanes = plan().initiatives
    assert lanes.text == "Build lanes.\nMeasure waits."


def test_the_title_over_a_heading_may_be_left_out() -> None:
    assert plan(rewritten(PLAN, "Bioprotection\n\nBio", "\n\nBio")) == plan()


def test_the_title_may_be_left_out_where_a_goal_has_one_area_only() -> None:
    assert plan(rewritten(PLAN, "Border Facilitation\n\nBorder", "\n\nBorder")) == plan()


def test_what_stands_before_the_first_goal_is_no_part_of_the_plan() -> None:
    assert plan(rewritten(PLAN, "\nSECURITY\n", "The Partnership\n\n")).goals[0].name == (
        "SECURE THE PORTS"
    )


def test_cells_may_be_padded_and_paragraphs_empty() -> None:
    padded = rewritten(PLAN, "\t<p>Safer ports.</p>", " \t <p> Safer  ports. </p> <p> </p>")
    assert plan(padded) == plan()

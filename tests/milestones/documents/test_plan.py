"""A plan is read: its goals, areas, initiatives, benefits, milestones and deadlines."""

from __future__ import annotations

from tests.milestones.documents.small import PLAN, outline, plan, rewritten

READ = """\
document: plan.txt
  goal: SECURE THE PORTS | 4
    area: Cargo Security | Screen goods before they leave | 12 / 17
      initiative: Screen together. | 15 / 20 | Safer ports. / Faster trade.
        milestone: Evaluate within 6 months and expand within 18 months the use of forms.
            | 15 | ALL | -
          deadline: 2005-12 | derived | within 6 months | False
          deadline: 2006-12 | derived | within 18 months | False
        milestone: Write a plan within 24 months, and, within 9 months, share it. | 15 |
            ALL | -
          deadline: 2007-06 | derived | within 24 months | False
          deadline: 2006-03 | derived | within 9 months | False
        milestone: Expand Canada-U.S. joint patrols. | 20 | US-CN | - | -
      initiative: Train officers. | 21 | Better officers.
        milestone: Train officers within 18 months (“green lanes”). | 21 | ALL | -
          deadline: 2006-12 | derived | within 18 months | False
    area: Bioprotection | Protect food | 25
      initiative: Protect each country's food. | 28 | Safer food.
        milestone: Share plans within 12 months and annually thereafter. | 28 | ALL | -
          deadline: 2006-06 | derived | within 12 months and annually thereafter | True
  goal: MOVE LOW-RISK TRAFFIC | 31 / 32
    area: Border Facilitation | build capacity | 38
      initiative: Build lanes. / Measure waits. | 41 | Shorter waits.
        milestone: Build a lane by 2008. | 41 | ALL | -
          deadline: 2008 | printed | by 2008 | False
"""


def test_a_plan_is_read_whole() -> None:
    assert outline(plan()) == READ


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

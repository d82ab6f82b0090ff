"""The plan's goals, areas and initiatives: how they read, in which order, and what is refused."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import translation

from priorities.models import Goal, Initiative, Plan, PriorityArea

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_goals_stand_in_the_order_of_the_plan() -> None:
    assert [str(goal) for goal in Goal.objects.all()] == [
        "SECURE NORTH AMERICA FROM EXTERNAL THREATS",
        "PREVENT AND RESPOND TO THREATS WITHIN NORTH AMERICA",
        "FURTHER STREAMLINE THE SECURE MOVEMENT OF LOW-RISK TRAFFIC ACROSS OUR SHARED BORDERS",
    ]


def test_areas_stand_in_document_order_under_their_goals() -> None:
    areas = PriorityArea.objects.select_related("goal")
    assert [(area.goal.number, area.code, str(area), area.slug) for area in areas] == [
        (1, "TS", "Traveller Security", "traveller-security"),
        (1, "CS", "Cargo Security", "cargo-security"),
        (1, "BP", "Bioprotection", "bioprotection"),
        (2, "AS", "Aviation Security", "aviation-security"),
        (2, "MS", "Maritime Security", "maritime-security"),
        (2, "LE", "Law Enforcement Cooperation", "law-enforcement-cooperation"),
        (2, "IC", "Intelligence Cooperation", "intelligence-cooperation"),
        (2, "PR", "Protection, Prevention and Response", "protection-prevention-and-response"),
        (3, "BF", "Border Facilitation", "border-facilitation"),
        (3, "ST", "Science and Technology Cooperation", "science-and-technology-cooperation"),
    ]


def test_initiatives_stand_in_document_order_whatever_their_codes_spell() -> None:
    assert [initiative.code for initiative in Initiative.objects.all()] == (
        "TS-1 TS-2 TS-3 CS-1 CS-2 CS-3 CS-4 BP-1 BP-2 BP-3 BP-4 BP-5 BP-6 BP-7 AS-1 "
        "MS-1 MS-2 LE-1 LE-2 LE-3 IC-1 PR-1 PR-2 BF-1 BF-2 ST-1 ST-2"
    ).split()


def test_an_initiative_of_two_paragraphs_reads_on_one_line_under_its_title() -> None:
    initiative = Initiative.objects.get(code="BF-1")
    first, second = initiative.paragraphs
    assert first == (
        "Improve the efficiency of existing border infrastructure and reduce transit times by "
        "expanding low-risk facilitation programs such as NEXUS, SENTRI and FAST."
    )
    assert second == (
        "Work with the private sector, states and provinces, as well as local governments, to "
        "develop new border capacity to meet long-term demand."
    )
    assert initiative.title == f"{first} {second}"
    assert str(initiative) == f"BF-1 {first} {second}"


def test_every_benefit_paragraph_of_the_plan_is_kept() -> None:
    benefits = [len(initiative.benefit_paragraphs) for initiative in Initiative.objects.all()]
    assert (len(benefits), sum(benefits)) == (27, 35)
    assert min(benefits) >= 1


def test_a_line_of_the_plan_is_found_by_its_number() -> None:
    plan = Plan.objects.get()
    goal = Goal.objects.get(number=1)
    assert [plan.lines[number - 1] for number in goal.plan_lines] == [goal.name]
    assert str(plan) == "Security Priorities of the Security and Prosperity Partnership"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_an_area_has_an_address_in_every_language(language: str) -> None:
    with translation.override(language):
        address = PriorityArea.objects.get(code="PR").get_absolute_url()
    assert address == f"/{language}/priorities/protection-prevention-and-response/"


def test_everything_is_found_again_by_its_natural_key() -> None:
    for model in (Plan, Goal, PriorityArea, Initiative):
        for row in model.objects.all():
            assert model.objects.get_by_natural_key(*row.natural_key()) == row
    assert PriorityArea.objects.get(code="TS").natural_key() == ("TS",)
    assert Goal.objects.get(number=2).natural_key() == (2,)
    assert Initiative.objects.get(code="TS-1").natural_key() == ("TS-1",)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Plan, {}),
        (Goal, {"name": "Another"}),
        (PriorityArea, {"name": "Another", "slug": "another", "order": 11}),
        (PriorityArea, {"code": "ZZ", "slug": "another", "order": 11}),
        (PriorityArea, {"code": "ZZ", "name": "Another", "order": 11}),
        (PriorityArea, {"code": "ZZ", "name": "Another", "slug": "another"}),
        (Initiative, {"order": 99}),
        (Initiative, {"code": "TS-99"}),
    ],
)
def test_each_has_its_document_number_code_name_address_and_place_to_itself(
    model: type[Plan | Goal | PriorityArea | Initiative], changes: dict[str, object]
) -> None:
    """The database refuses a copy with these fields changed and any other the same."""
    copied = model.objects.all()[0]
    copied.pk = None
    for name, value in changes.items():
        setattr(copied, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        copied.save(force_insert=True)


def delete_by_sql(statement: str, key: int) -> None:
    """Delete, and check at once what refers to it, not only when the transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key])
        connection.check_constraints()


@pytest.mark.parametrize(
    ("model", "statement"),
    [
        (Plan, "DELETE FROM priorities_plan WHERE id = %s"),
        (Goal, "DELETE FROM priorities_goal WHERE id = %s"),
        (PriorityArea, "DELETE FROM priorities_priorityarea WHERE id = %s"),
        (Initiative, "DELETE FROM priorities_initiative WHERE id = %s"),
    ],
)
def test_nothing_is_deleted_while_something_promised_hangs_on_it(
    model: type[Plan | Goal | PriorityArea | Initiative], statement: str
) -> None:
    promised = model.objects.all()[0]
    with pytest.raises(ProtectedError):
        promised.delete()
    with pytest.raises(IntegrityError):
        delete_by_sql(statement, promised.pk)
    assert model.objects.filter(pk=promised.pk).exists()

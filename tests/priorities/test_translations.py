"""Goals and areas have French and Spanish names, which administrators edit; data stay English."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from django.utils import translation

from milestones.actions import index_words
from milestones.models import Milestone
from priorities.models import Goal, PriorityArea
from tests.downloads import codes_in_csv
from tests.factories import person
from tests.milestones.verification.damage import damage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def names(model: type[Goal | PriorityArea], language: str) -> list[str]:
    with translation.override(language):
        return [str(instance) for instance in model.objects.all()]


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_ten_areas_are_named_in_three_languages() -> None:
    assert names(PriorityArea, "en")[:2] == ["Traveller Security", "Cargo Security"]
    assert names(PriorityArea, "fr") == [
        "Sécurité des voyageurs",
        "Sécurité du fret",
        "Bioprotection",
        "Sûreté aérienne",
        "Sûreté maritime",
        "Coopération en matière d’application de la loi",
        "Coopération en matière de renseignement",
        "Protection, prévention et intervention",
        "Facilitation du passage à la frontière",
        "Coopération scientifique et technologique",
    ]
    assert names(PriorityArea, "es") == [
        "Seguridad de los viajeros",
        "Seguridad de la carga",
        "Bioprotección",
        "Seguridad de la aviación",
        "Seguridad marítima",
        "Cooperación para la aplicación de la ley",
        "Cooperación en inteligencia",
        "Protección, prevención y respuesta",
        "Facilitación fronteriza",
        "Cooperación en ciencia y tecnología",
    ]


def test_the_three_goals_are_named_in_three_languages() -> None:
    assert names(Goal, "en")[0] == "SECURE NORTH AMERICA FROM EXTERNAL THREATS"
    assert names(Goal, "fr") == [
        "Protéger l’Amérique du Nord contre les menaces extérieures",
        "Prévenir les menaces à l’intérieur de l’Amérique du Nord et y répondre",
        "Simplifier davantage la circulation sûre des voyageurs et des marchandises à faible "
        "risque à nos frontières communes",
    ]
    assert names(Goal, "es") == [
        "Proteger a América del Norte de amenazas externas",
        "Prevenir las amenazas dentro de América del Norte y responder a ellas",
        "Agilizar aún más el tránsito seguro de bajo riesgo por nuestras fronteras compartidas",
    ]


def test_every_objective_is_translated() -> None:
    assert not PriorityArea.objects.filter(objective_fr="").exists()
    assert not PriorityArea.objects.filter(objective_es="").exists()


@pytest.mark.parametrize(
    ("language", "name", "objective"),
    [
        ("en", "Aviation Security", "Develop and implement a strategy to establish equivalent"),
        ("fr", "Sûreté aérienne", "Élaborer et mettre en œuvre une stratégie visant à établir"),
        ("es", "Seguridad de la aviación", "Elaborar y aplicar una estrategia para establecer"),
    ],
)
def test_the_page_of_an_area_has_the_name_and_the_objective_of_its_language(
    client: Client, language: str, name: str, objective: str
) -> None:
    shown = page(client, f"/{language}/priorities/aviation-security/")
    assert f"<h1>{name}</h1>" in shown
    assert f'<p class="lede">{objective}' in shown
    assert f"<title>{name} –" in shown


def test_the_page_of_an_area_leads_to_its_neighbours_by_their_names_in_its_language(
    client: Client,
) -> None:
    shown = page(client, "/fr/priorities/aviation-security/")
    assert "· BP</span> <span>Bioprotection</span></a>" in shown
    assert "· MS</span> <span>Sûreté maritime</span></a>" in shown


def test_a_name_without_a_translation_is_english_and_says_so(client: Client) -> None:
    PriorityArea.objects.filter(code="AS").update(name_fr="", objective_fr="")
    shown = page(client, "/fr/priorities/aviation-security/")
    assert '<h1 lang="en">Aviation Security</h1>' in shown
    assert '<p class="lede" lang="en">Develop and implement' in shown
    filtered = page(client, "/fr/milestones/?area=aviation-security")
    assert '<strong lang="en">Aviation Security</strong>' in filtered


@pytest.mark.parametrize("words", ["fret", "seguridad de la carga", "cargo security"])
def test_a_search_finds_the_milestones_of_an_area_by_its_name(client: Client, words: str) -> None:
    in_area = codes_in_csv(client, "/milestones.csv?area=cargo-security")
    found = codes_in_csv(client, f"/milestones.csv?q={words}")
    assert len(in_area) == 14
    assert set(in_area) <= set(found)
    assert "Found in the name of the priority area" in page(client, f"/en/milestones/?q={words}")


def test_a_search_for_a_translated_name_suggests_the_area(client: Client) -> None:
    shown = page(client, "/fr/milestones/?q=s%C3%BBret%C3%A9+maritime")
    assert "jalons relèvent du domaine Sûreté maritime" in shown


def test_data_keep_the_english_names(client: Client) -> None:
    data = page(client, "/priorities.csv")
    assert "Aviation Security" in data
    assert "Sûreté aérienne" not in data
    assert "Aviation Security" in page(client, "/milestones.csv?area=aviation-security")


def edit(client: Client, address: str, entered: dict[str, str]) -> None:
    """Open a form of reference data, and send it with what was entered."""
    seen = client.get(address).context["adminform"].form["seen"].value()
    client.post(address, entered | {"seen": seen})


def test_administrators_edit_a_translation_and_the_history_keeps_it(client: Client) -> None:
    client.force_login(person("ada", "Administrators"))
    goal = Goal.objects.get(number=1)
    entered = {"name": "No", "name_fr": "Un meilleur nom", "name_es": goal.name_es, "why": "Better"}
    edit(client, reverse("admin:priorities_goal_change", args=[goal.pk]), entered)
    assert "Un meilleur nom" in page(Client(), "/fr/milestones/?goal=1")
    goal.refresh_from_db()
    assert goal.name == "SECURE NORTH AMERICA FROM EXTERNAL THREATS"
    newest, oldest = goal.history.all()
    assert (newest.name_fr, newest.history_change_reason) == ("Un meilleur nom", "Better")
    assert oldest.name_fr == "Protéger l’Amérique du Nord contre les menaces extérieures"


def test_a_new_translation_is_found_at_once(client: Client) -> None:
    client.force_login(person("ada", "Administrators"))
    area = PriorityArea.objects.get(code="BP")
    texts = ["name_fr", "name_es", "objective", "objective_fr", "objective_es", "plan_objective"]
    entered = {name: getattr(area, name) for name in texts} | {"name_fr": "Biosûreté", "why": "So"}
    edit(client, reverse("admin:priorities_priorityarea_change", args=[area.pk]), entered)
    assert len(codes_in_csv(client, "/milestones.csv?q=biosûreté")) == 20


def test_the_migration_translates_what_is_on_record_and_keeps_the_history() -> None:
    untranslated = dict.fromkeys(["name_fr", "name_es", "objective_fr", "objective_es"], "")
    PriorityArea.objects.update(**untranslated)
    damage(
        "UPDATE priorities_historicalpriorityarea SET name_fr = '', name_es = '', "
        "objective_fr = '', objective_es = ''"
    )
    Goal.objects.update(name_fr="", name_es="")
    damage("DELETE FROM priorities_historicalgoal")
    index_words(Milestone.objects.all())
    apps = MigrationLoader(connection).project_state().apps
    import_module("priorities.migrations.0003_translations").fill(apps, None)
    import_module("milestones.migrations.0015_translated_names").index(apps, None)
    assert names(Goal, "es")[0] == "Proteger a América del Norte de amenazas externas"
    area = PriorityArea.objects.get(code="CS")
    assert area.objective_fr.startswith("Élaborer et mettre en œuvre des méthodes compatibles")
    for instance in (area, Goal.objects.get(number=1)):
        newest, oldest = instance.history.all()
        assert newest.history_change_reason == "Translations that come with the tracker"
        assert oldest.history_change_reason == "As read from the two documents"
        assert (newest.name_fr, oldest.name_fr != newest.name_fr) == (instance.name_fr, True)
    assert " fret " in Milestone.objects.get(code="CS-1.1").search_text.words

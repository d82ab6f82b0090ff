"""The public addresses: pages, which carry a language, and data, which do not."""

from __future__ import annotations

from django.urls import path, re_path

from milestones.datasets import DATASETS
from milestones.exports import FORMATS
from milestones.views import (
    about,
    briefing,
    changes,
    descriptions,
    embeds,
    feeds,
    milestones,
    pairs,
    progress,
    sources,
)
from milestones.views import data as data_views

pages = [
    path("", progress.overview, name="overview"),
    path("priorities/<slug:slug>/", progress.area, name="area"),
    path("deadlines/", progress.deadlines, name="deadlines"),
    path("milestones/", milestones.milestones, name="milestones"),
    re_path(
        r"^milestones/(?P<code>[A-Z]{2}-[0-9]+\.[0-9]+)/$", milestones.milestone, name="milestone"
    ),
    path("pairs/", pairs.pairs, name="pairs"),
    path("changes/", changes.changes, name="changes"),
    path("reports/", sources.reports, name="reports"),
    path("reports/plan/", sources.plan_document, name="plan_document"),
    path("reports/<int:pk>/", sources.report_document, name="report_document"),
    path("data/", data_views.data, name="data"),
    path("about/", about.about, name="about"),
    path("briefing/", briefing.briefing, name="briefing"),
]

papers = [
    path("briefing.pdf", briefing.briefing_pdf, name="briefing_pdf"),
]
"""Pages as files to be printed; they carry their language, too."""

panels = [
    path("embed/", embeds.panel, name="panel"),
    path("embed/<str:slug>/", embeds.panel, name="area_panel"),
]

data = [
    re_path(
        rf"^(?P<name>{'|'.join(DATASETS)})\.(?P<suffix>{'|'.join(FORMATS)})$",
        data_views.data_file,
        name="data_file",
    ),
    path("datapackage.json", descriptions.datapackage, name="datapackage"),
    path("openapi.json", descriptions.openapi_description, name="openapi"),
    path("deadlines.ics", feeds.deadlines_calendar, name="deadlines_calendar"),
    path("changes.atom", feeds.changes_feed, name="changes_feed"),
    *panels,
    path("badge/<str:slug>.svg", embeds.badge, name="badge"),
    re_path(
        r"^(?P<name>[\w-]+)\.(?P<suffix>[a-z0-9]+)$", data_views.unknown_file, name="unknown_file"
    ),
]

"""The public addresses: pages, which carry a language, and data, which do not."""

from __future__ import annotations

from django.urls import path, re_path

from milestones.datasets import DATASETS
from milestones.views import about, changes, milestones, pairs, progress, sources
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
]

data = [
    re_path(
        rf"^(?P<name>{'|'.join(DATASETS)})\.(?P<suffix>csv|json)$",
        data_views.data_file,
        name="data_file",
    )
]

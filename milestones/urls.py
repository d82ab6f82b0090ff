"""The public addresses: pages, which carry a language, and data, which do not."""

from __future__ import annotations

from django.urls import path, re_path

from milestones import views
from milestones.datasets import DATASETS

pages = [
    path("", views.overview, name="overview"),
    path("priorities/<slug:slug>/", views.area, name="area"),
    path("deadlines/", views.deadlines, name="deadlines"),
    path("milestones/", views.milestones, name="milestones"),
    re_path(r"^milestones/(?P<code>[A-Z]{2}-[0-9]+\.[0-9]+)/$", views.milestone, name="milestone"),
    path("reports/", views.reports, name="reports"),
    path("reports/plan/", views.plan_document, name="plan_document"),
    path("reports/<int:pk>/", views.report_document, name="report_document"),
    path("data/", views.data, name="data"),
]

data = [
    re_path(
        rf"^(?P<name>{'|'.join(DATASETS)})\.(?P<suffix>csv|json)$",
        views.data_file,
        name="data_file",
    )
]

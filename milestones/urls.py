"""The public addresses: pages, which have a language prefix, and data, which have none."""

import re

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from milestones.normalization import normalized_code, plain_dashes
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS
from milestones.views import (
    about,
    attention,
    briefing,
    changes,
    documents,
    embeds,
    feeds,
    milestones,
    pairs,
    progress,
)
from milestones.views import data as data_views


class CodeConverter(StringConverter):
    """The code of a milestone, however it is written."""

    def to_python(self, value: str) -> str:
        """The normalized code. Raises ValueError if the value cannot be one."""
        code = normalized_code(value)
        if not re.fullmatch(r"[A-Z]{2}-[0-9]+\.[0-9]+", code, re.ASCII):
            raise ValueError(value)
        return code


class AreaConverter(StringConverter):
    """The slug of a priority area, in any case and with any dashes."""

    def to_python(self, value: str) -> str:
        return plain_dashes(value).strip().lower() or value


register_converter(CodeConverter, "code")
register_converter(AreaConverter, "area")

pages = [
    path("", progress.overview, name="overview"),
    path("priorities/<area:slug>/", progress.area, name="area"),
    path("deadlines/", progress.deadlines, name="deadlines"),
    path("milestones/", milestones.milestones, name="milestones"),
    path("milestones/<code:code>/", milestones.milestone, name="milestone"),
    path("pairs/", pairs.pairs, name="pairs"),
    path("attention/", attention.attention, name="attention"),
    path("changes/", changes.changes, name="changes"),
    path("reports/", documents.reports, name="reports"),
    path("reports/plan/", documents.plan_document, name="plan_document"),
    path("reports/<int:pk>/", documents.report_document, name="report_document"),
    path("reports/<int:pk>/differences/", documents.report_differences, name="report_differences"),
    path("data/", data_views.data, name="data"),
    path("about/", about.about, name="about"),
    path("briefing/", briefing.briefing, name="briefing"),
]

papers = [
    path("briefing.pdf", briefing.briefing_pdf, name="briefing_pdf"),
]
"""Pages as files to print; they have a language prefix, too."""

panels = [
    path("embed/", embeds.panel, name="panel"),
    path("embed/<area:slug>/", embeds.panel, name="area_panel"),
]

data = [
    re_path(
        rf"^(?P<name>{'|'.join(DATASETS)})\.(?P<suffix>{'|'.join(FORMATS)})$",
        data_views.data_file,
        name="data_file",
    ),
    path("datapackage.json", data_views.datapackage, name="datapackage"),
    path("openapi.json", data_views.openapi_description, name="openapi"),
    path("deadlines.ics", feeds.deadlines_calendar, name="deadlines_calendar"),
    path("changes.atom", feeds.changes_feed, name="changes_feed"),
    path("reports/plan/document", documents.plan_file, name="plan_file"),
    path("reports/<int:pk>/document", documents.report_file, name="report_file"),
    *panels,
    path("badge/<area:slug>.svg", embeds.badge, name="badge"),
    re_path(
        r"^(?P<name>[\w-]+)\.(?P<suffix>[a-z0-9]+)$", data_views.unknown_file, name="unknown_file"
    ),
]

DATA_NAMES = frozenset(url.name for url in data)
"""The URL names of what programs and other sites read, as opposed to pages for people."""

"""``datapackage.json``: all files with their columns, as a Frictionless Data Package (version 1).

See https://specs.frictionlessdata.io/data-package/ for the meaning of the properties.
"""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urljoin

from django.urls import reverse

from milestones.models import StatusReport
from milestones.opendata.columns import Column, Dataset
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS
from milestones.opendata.exports.export import Export
from milestones.opendata.licences import licence, terms
from milestones.queries import MilestoneQuery
from milestones.queries.fields import Schema
from priorities.models import Plan

# The files follow RFC 4180.
DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}


class DatapackageQuery(MilestoneQuery):
    """A query for all files at once: that of a page without ``sort``, which differs by file."""

    unknown = ("sort",)


def data_package(query: DatapackageQuery, site: str) -> Schema:
    """Describe all files with the matching rows, as of the query's day.

    ``site`` is the URL that all others begin with. The URLs of the files contain the query and
    the day, so that they give the same rows on any later day.
    """
    sources, data_licence = list(_sources(query.day, site)), licence()
    return {
        "profile": "tabular-data-package",
        "name": "spp-tracker",
        "title": "SPP Tracker",
        "description": (
            "What was promised in the Security Priorities of the Security and Prosperity "
            f"Partnership, by when, between whom, and its current status.\n\n{terms()}"
        ),
        "homepage": urljoin(site, reverse("overview")),
        "licenses": [
            {"name": data_licence.name, "title": data_licence.title, "path": data_licence.address}
        ],
        **({"sources": sources} if sources else {}),
        "as_of": query.day.isoformat(),
        "filters": query.active_filters,
        "resources": [_resource(dataset, query, site) for dataset in DATASETS.values()],
    }


def _sources(day: dt.date, site: str) -> Iterator[Schema]:
    """The documents behind the rows of a day: the plan, the reports up to the day, and the first
    report, which has the milestones' sentences."""
    for plan in Plan.objects.defer("text"):
        yield {**_source(plan), "path": urljoin(site, reverse("plan_document"))}
    first = StatusReport.objects.first_edition()
    for report in StatusReport.objects.in_effect().defer("text"):
        if report.as_of <= day or report == first:
            path = urljoin(site, reverse("report_document", args=[report.pk]))
            yield {**_source(report), "path": path, "as_of": report.as_of.isoformat()}


def _source(document: Plan | StatusReport) -> Schema:
    return {
        "title": document.title,
        "document": document.document,
        "sha256": document.sha256,
        "published": document.published.isoformat(),
    }


def _resource(dataset: Dataset, package_query: DatapackageQuery, site: str) -> Schema:
    address = urljoin(site, reverse("data_file", args=[dataset.name, "csv"]))
    query = dataset.query_class(package_query.params, sorts=dataset.sorts)
    # All files of a package have the same day.
    query.newest_day = package_query.newest_day
    export = Export(dataset, query, address)
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": str(dataset.title),
        "path": export.permanent_address(),
        "format": "csv",
        "mediatype": FORMATS["csv"].media_type,
        "encoding": "utf-8",
        "dialect": DIALECT,
        "schema": table_schema(dataset),
    }


def table_schema(dataset: Dataset) -> Schema:
    """The columns, primary key and foreign keys of a file, as a Table Schema."""
    references = [
        {"fields": column.name, "reference": {"resource": resource, "fields": field}}
        for column in dataset.columns
        if column.refers_to
        for resource, field in [column.refers_to.split(".")]
    ]
    return {
        "fields": [_field(column, dataset) for column in dataset.columns],
        "missingValues": [""],
        "primaryKey": list(dataset.key),
        **({"foreignKeys": references} if references else {}),
    }


def _field(column: Column, dataset: Dataset) -> Schema:
    constraints = {
        "required": column.required or None,
        "unique": dataset.key == (column.name,) or None,
        "enum": [code.value for code in column.codes] or None,
        "pattern": column.pattern or None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    constraints = {name: value for name, value in constraints.items() if value is not None}
    categories = [{"value": code.value, "label": str(code.label)} for code in column.codes]
    return {
        "name": column.name,
        "type": column.kind,
        "description": str(column.meaning),
        **({"constraints": constraints} if constraints else {}),
        **({"categories": categories} if categories else {}),
    }

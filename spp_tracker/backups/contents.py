"""What is in a database: enough to tell whether another has the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import QueryDict
from django.utils import translation
from django.utils.encoding import force_bytes

from milestones.models import DataVersion, Seal
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS
from milestones.opendata.exports.export import Export
from milestones.queries import InvalidQuery

SITE = "https://tracker.example.org/"
"""The address that files name here: the same wherever a backup is made or restored."""


@dataclass(frozen=True)
class Contents:
    """``migrations`` are those applied, ``newest_seals`` the digests of the seals that no other
    follows, ``exports`` the SHA-256 of each file of data, by its name."""

    migrations: list[str]
    data_version: str
    newest_seals: list[str]
    exports: dict[str, str]


def contents() -> Contents:
    """What is in the database that the default connection leads to."""
    return Contents(
        migrations=_names(MigrationRecorder(connection).applied_migrations()),
        data_version=DataVersion.objects.current().mark,
        newest_seals=list(Seal.objects.newest()),
        exports=dict(_exports()),
    )


def migrations_of_the_code() -> list[str]:
    """The migrations that this release has."""
    return _names(MigrationLoader(None).disk_migrations)


def _names(migrations: object) -> list[str]:
    return sorted(f"{app}.{name}" for app, name in migrations)  # type: ignore[attr-defined]


def _exports() -> Iterator[tuple[str, str]]:
    with translation.override("en"):
        for dataset in DATASETS.values():
            for suffix, file_format in FORMATS.items():
                name = f"{dataset.name}.{suffix}"
                query = dataset.query_class(QueryDict(), sorts=dataset.sorts, sliced=True)
                export = Export(dataset, query, SITE + name)
                try:
                    file_format.check(export)
                except InvalidQuery:
                    continue  # A workbook cannot have so many rows.
                digest = sha256()
                for piece in file_format.chunks(export):
                    digest.update(force_bytes(piece))
                yield name, digest.hexdigest()

"""Measurements, run by hand, on a database that is thrown away: the empty one that DATABASE_URL
names, else a SQLite file."""

import os
import tempfile
from pathlib import Path

import django
from django.conf import settings

# The tests have their own database.
if not settings.configured:
    FOLDER = tempfile.TemporaryDirectory(prefix="spp-benchmark-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spp_tracker.settings_test")
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(FOLDER.name) / 'benchmark.sqlite3'}"
    django.setup()

"""A tracker’s settings in public, but for its assets: they are collected where a test says."""

import os
from pathlib import Path

from spp_tracker.settings import *  # noqa: F403
from spp_tracker.settings import LOGGING

STATIC_ROOT = Path(os.environ["COLLECTED_ASSETS"])

# What is asked wrongly, and by the thousand, is asked so by the tests.
LOGGING = {
    **LOGGING,
    "loggers": {**LOGGING["loggers"], "django.request": {"level": "ERROR"}},  # type: ignore[dict-item]
}

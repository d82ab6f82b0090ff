"""A tracker’s settings in public, but for its assets: they are collected where a test says."""

import os
from pathlib import Path

from spp_tracker.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["COLLECTED_ASSETS"])

"""A tracker’s settings in public, but for its assets: they are collected where a test says.

What takes long and no test in a browser is about is cheap: hashing, compressing Django's assets.
"""

import os
from pathlib import Path

from spp_tracker.settings import *  # noqa: F403
from spp_tracker.settings import LOGGING, STORAGES

STATIC_ROOT = Path(os.environ["COLLECTED_ASSETS"])
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "tests.browser.assets.OursCompressed"}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What is asked wrongly, and by the thousand, is asked so by the tests.
LOGGING = {
    **LOGGING,
    "loggers": {**LOGGING["loggers"], "django.request": {"level": "ERROR"}},
}

"""Settings for tests, type checks and the migrations check.

The environment is filled in here, so that a bare `pytest` gives the same result in every shell.
Only DATABASE_URL is taken from outside: the tests run on SQLite without it.
"""

import os

os.environ.update(
    SECRET_KEY="not secret: it signs nothing outside the tests",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DEBUG="false",
    HTTPS="false",
    BEHIND_PROXY="false",
    PUBLIC_URL="https://tracker.example.org/",
    EMAIL_URL="",
    DATA_LICENCE="",
)

from spp_tracker.settings import *

# Hashing is slow on purpose, and no test is about that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Assets are found where they are written: no test should need collectstatic first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

"""Settings for tests, type checks and the migrations check.

The environment is set here, so that plain `pytest` gives the same result in every shell. Only
DATABASE_URL comes from outside: without it, the tests run on SQLite.
"""

import os

os.environ.update(
    ENV_FILE=os.devnull,
    SECRET_KEY="not secret: it signs nothing outside the tests",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DEBUG="false",
    HTTPS="false",
    BEHIND_PROXY="false",
    PUBLIC_URL="https://tracker.example.org/",
    EMAIL_URL="",
    REPLICA_URL="",
    REPLICA_MAX_LAG_SECONDS="",
    DATA_LICENCE="",
    LOG_FORMAT="",
    LOG_LEVEL="",
    SECURITY_LOG="",
    METRICS_TOKEN="",
    BACKUP_FOLDER="",
    SECURITY_CONTACT="",
    PROBE_NETWORKS="",
    PROXY_COUNT="",
    APPROVAL_GROUPS="",
    REQUIRE_SECOND_FACTOR="",
    OIDC_ISSUER="",
    REAUTHENTICATE_AFTER_MINUTES="",
    SECOND_PERSON="",
    SESSION_IDLE_MINUTES="",
    SESSION_HOURS="",
    SECRET_KEY_FALLBACKS="",
    PASSWORD_WORDS="",
)

from spp_tracker.settings import *

# Password hashing is slow on purpose, and no test is about it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Assets are served from their source folder, so that no test needs collectstatic first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

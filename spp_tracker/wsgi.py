"""The WSGI application that granian runs: Django's, behind a cache of public responses."""

import gc
import os
from functools import partial
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template import engines

from spp_tracker.below_path import BelowPath
from spp_tracker.lock_waits import limit_lock_waits
from spp_tracker.release import release
from spp_tracker.request_log import RequestLog
from spp_tracker.shared_connections import SharedConnections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spp_tracker.settings")

# Before anything is loaded. If the next release is installed, now or later, what this process reads
# of it carries the old release's digest, and is confirmed only as long as this process runs.
release()

# What is loaded stays: neither now nor later need Python look through it for garbage.
gc.disable()
limit_lock_waits()
application: Any = SharedConnections(get_wsgi_application())
pages: Any = engines["jinja2"]
pages.load()

# Templates change while debugging, and they are not part of the data version.
if not settings.DEBUG:
    # These can be imported only once Django is loaded.
    from milestones.pages.pdf import look_for_library
    from spp_tracker.replica import PublicVersionRead, by_login, configured_replica
    from spp_tracker.response_cache.cache import ResponseCache
    from spp_tracker.response_cache.version_reader import DatabaseRead

    replica = configured_replica()
    keep = partial(ResponseCache, application, max_bytes=settings.CACHE_MEGABYTES * 1024 * 1024)
    public_version = PublicVersionRead(replica) if replica else DatabaseRead()
    application = keep(public_version, max_stale_seconds=settings.CACHE_STALE_SECONDS)
    if replica:
        # Nothing else is sent to whoever may just have recorded something.
        logged_in = keep(DatabaseRead(), max_stale_seconds=0)
        application = by_login(public=application, logged_in=logged_in)
    look_for_library()

if settings.FORCE_SCRIPT_NAME:
    application = BelowPath(application, settings.FORCE_SCRIPT_NAME)

application = RequestLog(application, access_log=settings.ACCESS_LOG)
gc.freeze()
gc.enable()

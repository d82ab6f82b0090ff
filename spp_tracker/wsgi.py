"""The WSGI application that a server such as gunicorn runs."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.template import engines

from spp_tracker.release import release

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spp_tracker.settings")

# Before anything is loaded. When the next release is put in place, now or later, what this process
# reads of it goes under the mark of the old one, and is confirmed no longer than the process runs.
release()

application = get_wsgi_application()
pages: Any = engines["jinja2"]
pages.load()

"""The reference of a page: a Django view that returns 30 KB of fixed bytes through Django's default
middleware. Served by the same server as the tracker (see ``servers``)."""

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE = (
    b"<!doctype html><title>Fixed</title>"
    + b"<p>A line of a page that is always the same.</p>\n" * 700
)[: 30 * 1024]


def fixed(_request: HttpRequest) -> HttpResponse:
    """The same page for everybody."""
    return HttpResponse(PAGE)


urlpatterns = [path("", fixed)]

settings.configure(
    SECRET_KEY="benchmark-only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    MIDDLEWARE=MIDDLEWARE,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - it looks at the settings

application = get_wsgi_application()

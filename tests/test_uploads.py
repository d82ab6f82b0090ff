"""What is too large for any form is refused before it is read; what is no form breaks nothing."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from spp_tracker.middleware import MAX_REQUEST_BYTES
from tests.wsgi import ask


class Unread:
    """A body that must not be read."""

    readline = None

    def read(self, *_size: int) -> bytes:
        raise AssertionError("It was read.")


@pytest.mark.django_db
def test_an_upload_of_50_megabytes_is_refused_unread() -> None:
    answer = ask(
        get_wsgi_application(),
        "/admin/login/",
        "POST",
        CONTENT_LENGTH="50000000",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        **{"wsgi.input": Unread()},
    )
    assert answer.status == 413
    assert "What was sent is larger than 41 MB. Nothing was saved." in answer.body.decode()


@pytest.mark.django_db
def test_a_form_that_cannot_be_parsed_is_not_found_where_there_is_nothing() -> None:
    answer = ask(
        get_wsgi_application(),
        "/en/nowhere/",
        "POST",
        CONTENT_LENGTH="3",
        CONTENT_TYPE="multipart/form-data",
        HTTP_COOKIE=f"{settings.CSRF_COOKIE_NAME}={'c' * 32}",
        **{"wsgi.input": BytesIO(b"abc")},
    )
    assert answer.status == 404


def test_the_largest_document_is_not() -> None:
    assert MAX_REQUEST_BYTES == 41_000_000

"""What is too large for any form is refused before it is read."""

from __future__ import annotations

import pytest
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


def test_the_largest_document_is_not() -> None:
    assert MAX_REQUEST_BYTES == 41_000_000

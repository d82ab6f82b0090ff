"""Serving the tracker below a path, such as https://example.org/tracker."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BelowPath:
    """Removes the tracker's path from requests in which the proxy left it."""

    def __init__(self, application: Application, path: str) -> None:
        self._application = application
        self._path = path

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == self._path or path.startswith(f"{self._path}/"):
            environ["PATH_INFO"] = path.removeprefix(self._path) or "/"
        return self._application(environ, start_response)

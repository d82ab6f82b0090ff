"""Many requests for the same thing at once: one thread makes it, the others wait for it."""

from collections.abc import Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_SECONDS = 10
"""How long a thread waits for another one."""


class Flights(Generic[T]):
    """What is being made, by key. At most ``max_waiting`` threads wait at a time."""

    def __init__(self, max_waiting: int) -> None:
        self._flights: dict[Hashable, Future[T | None]] = {}
        self._lock = Lock()
        self._max_waiting = max_waiting
        self.waiting = 0
        """How many threads wait now."""

    def join(self, key: Hashable) -> tuple[Future[T | None], bool]:
        """The flight for a key, and whether the caller started it and must end it."""
        flight: Future[T | None] = Future()
        with self._lock:
            current = self._flights.setdefault(key, flight)
        return current, current is flight

    def end(self, key: Hashable, result: T | None) -> None:
        """Give the result to the threads that wait; None if there is nothing to share."""
        with self._lock:
            flight = self._flights.pop(key)
        flight.set_result(result)

    def wait(self, flight: Future[T | None]) -> T | None:
        """The result of another thread.

        None if there is nothing to share, if it takes too long, or if too many threads are waiting.
        """
        with self._lock:
            if self.waiting == self._max_waiting:
                return None
            self.waiting += 1
        try:
            return flight.result(MAX_SECONDS)
        except TimeoutError:
            return None
        finally:
            with self._lock:
                self.waiting -= 1

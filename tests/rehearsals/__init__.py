"""What is rehearsed at length and by hand before a release: an upgrade and the way back, an attack,
a disaster. Each says what it did in numbers, and ends with 1 if something went wrong."""

from tests import benchmarks

# It has set up Django on a database that is thrown away.
__all__ = ["benchmarks"]

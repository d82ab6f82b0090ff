"""On several machines any part may fail: pages are served, and no record is lost."""

from __future__ import annotations

import shutil

import pytest

from tests.cluster import HOSTS, cluster
from tests.rehearsal import READERS, rehearse, table

pytestmark = pytest.mark.exhaustive


def test_a_replica_a_host_and_the_primary_fail_in_turn() -> None:
    if not (shutil.which("nginx") and shutil.which("openssl")):
        pytest.skip("There is no nginx.")
    with cluster() as found:
        # nginx asks a host that is back after five seconds; only then does it measure the replica.
        log, phases = rehearse(found, seconds=8)
        # The server that DATABASE_URL names first is the replica by now.
        found.manage("backup", str(found.folder / "backup"))
    measured = table(log, phases)
    assert (log.lost, log.unseen, log.too_stale) == (set(), [], 0), measured
    assert all(phase.requests > 0 and phase.records > 0 for phase in phases), measured
    # What is killed may be in the middle of a response, which breaks off.
    broken = sum(sum(phase.failed.values()) for phase in phases)
    assert broken <= READERS * HOSTS, measured

"""The tracker on several machines, as far as one machine can stand for them (docs/scaling.md).

PostgreSQL with a streaming replica, two application hosts, and nginx with the configuration of
``deploy/``: each in a process group of its own, in a temporary folder, on Unix sockets and on ports
of the loopback. ``scripts/cluster`` starts all of it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.proxy import DEPLOY, HOST, PROJECT, SECONDS, Program, Proxy

OWNER = "spp_tracker"
DATABASE = "spp_tracker"
PASSWORD = "for the rehearsal alone"
HOSTS = 2
MAX_LAG = 2
"""``REPLICA_MAX_LAG_SECONDS`` of the rehearsal."""

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    # A record is acknowledged once the replica has it, too.
    "synchronous_standby_names": "replica",
    # A page that is being read delays what vacuum removes, and is not cancelled for it.
    "hot_standby_feedback": "on",
}


class PostgreSQL:
    """A server whose data and socket are in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self._programs = programs[-1] if programs else Path(shutil.which("initdb") or "/").parent
        folder.mkdir()
        # The server refuses to run as root.
        self._as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as_postgres:
            shutil.chown(folder, "postgres")

    def create(self) -> None:
        """Make an empty database cluster."""
        self._run("initdb", f"--username={OWNER}", "--auth=trust", "--encoding=UTF8", "--no-sync")
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())

    def follow(self, primary: PostgreSQL) -> None:
        """Become a streaming replica of another server, whatever was here before."""
        shutil.rmtree(self.data, ignore_errors=True)
        primary.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active"
        )
        self._run(
            "pg_basebackup",
            f"--pgdata={self.data}",
            f"--dbname=host={primary.folder} user={OWNER} application_name=replica",
            *("--write-recovery-conf", "--checkpoint=fast", "--no-sync"),
            *("--create-slot", "--slot=replica"),
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        socket = f"--options=-c unix_socket_directories={self.folder}"
        log = f"--log={self.folder / 'log'}"
        self._run("pg_ctl", "start", "--wait", f"--timeout={SECONDS}", log, socket)

    def promote(self) -> None:
        """Make a replica the primary."""
        self._run("pg_ctl", "promote", "--wait", f"--timeout={SECONDS}")

    def stop(self) -> None:
        """Let it end at once and without damage, if it runs."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--mode=fast", f"--timeout={SECONDS}")

    def kill(self) -> None:
        """End it at once, as if the machine had failed. Its own processes notice and end."""
        file = self.data / "postmaster.pid"
        pid = int(file.read_text().split()[0])
        children = f"/proc/{pid}/task/{pid}/children"
        processes = [pid, *map(int, Path(children).read_text().split())]
        for process in processes:
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in processes))
        file.unlink()

    def execute(self, statement: str, database: str = "postgres") -> str:
        """What a statement returns, as psql prints it."""
        return self._run(
            "psql",
            *(f"--host={self.folder}", f"--username={OWNER}", f"--dbname={database}"),
            *("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"),
            f"--command={statement}",
        ).strip()

    def run_file(self, file: Path) -> None:
        """Run the statements of a file in the tracker's database."""
        self.execute(file.read_text("utf-8"), DATABASE)

    def _run(self, program: str, *arguments: str) -> str:
        """The output of one of PostgreSQL's programs."""
        # Into a file: a server that was started would keep a pipe open.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [*self._as_postgres, str(self._programs / program), *arguments],
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "PGDATA": str(self.data), "LC_ALL": "C.UTF-8"},
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            text = output.read().decode()
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments)}\n{text}")
        return text


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something. Raises TimeoutError if it takes too long."""
    give_up_at = time.monotonic() + SECONDS
    while not is_so():
        if time.monotonic() > give_up_at:
            raise TimeoutError
        time.sleep(0.05)


class Cluster:
    """All the servers. After a promotion, ``primary`` and ``replica`` have changed places."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        folder.chmod(0o755)
        self.folder = folder
        self.primary = PostgreSQL(folder / "one")
        self.replica = PostgreSQL(folder / "two")
        for server in (self.primary, self.replica):
            stack.callback(server.stop)
        (folder / "nginx").mkdir()
        self.proxy = Proxy(folder / "nginx", HOSTS, limits=False)
        # Both names in both, so that nothing is to be changed after a promotion.
        servers = f"/{self.primary.folder},{self.replica.folder}/{DATABASE}?target_session_attrs="
        self._settings = {
            "DATABASE_URL": f"postgres://{OWNER}_app@{servers}read-write",
            "REPLICA_URL": f"postgres://{OWNER}_reader@{servers}standby",
            "REPLICA_MAX_LAG_SECONDS": str(MAX_LAG),
            "SECRET_KEY": "not secret: it signs nothing outside the rehearsal",
            "ALLOWED_HOSTS": HOST,
            "PUBLIC_URL": f"https://{HOST}",
            "HTTPS": "true",
            "REQUIRE_SECOND_FACTOR": "false",
            "BEHIND_PROXY": "true",
            "PROBE_NETWORKS": "127.0.0.0/8",
            "DJANGO_SETTINGS_MODULE": "spp_tracker.settings",
            "ENV_FILE": os.devnull,
            "PYTHON": sys.executable,
            "WORKERS": "1",
            "THREADS": "16",
        }
        serve = str(PROJECT / "scripts" / "serve")
        self.hosts = [
            Program([serve, str(port)], port, log=folder / f"host-{port}.log", **self._settings)
            for port in self.proxy.trackers
        ]
        self._start(stack)

    def _start(self, stack: ExitStack) -> None:
        self.primary.create()
        self.primary.start()
        # Nobody follows yet, so nobody can confirm.
        self.set_synchronous(False)
        self.primary.execute(f"CREATE DATABASE {DATABASE}")
        url = f"postgres://{OWNER}@/{self.primary.folder}/{DATABASE}"
        self.manage("migrate", "--verbosity=0", DATABASE_URL=url)
        self.manage("seed", DATABASE_URL=url)
        self.primary.run_file(DEPLOY / "postgresql_roles.sql")
        self.manage("collectstatic", "--noinput")
        self.manage("createsuperuser", "--noinput", "--username=ada", "--email=ada@example.org")
        self.replica.follow(self.primary)
        self.replica.start()
        self.set_synchronous(True)
        for host in self.hosts:
            stack.callback(host.kill)
            host.start()
        nginx = Program(self.proxy.command("-g", "daemon off;"), self.proxy.https)
        stack.callback(nginx.kill)
        nginx.start()

    def manage(self, *arguments: str, **variables: str) -> None:
        """Run a command of ``manage.py`` with the settings of the application hosts."""
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=os.environ
            | self._settings
            | {"REPLICA_URL": "", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
            | variables,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def set_synchronous(self, is_synchronous: bool) -> None:
        """Whether a record is acknowledged only once the replica has it."""
        names = SETTINGS["synchronous_standby_names"] if is_synchronous else ""
        self.primary.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.primary.execute("SELECT pg_reload_conf()")

    def pause_replica(self) -> None:
        """It receives what the primary writes, and shows nothing of it."""
        self.replica.execute("SELECT pg_wal_replay_pause()")

    def resume_replica(self) -> None:
        """It shows everything again."""
        self.replica.execute("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        """The replica becomes the primary, and nobody follows it yet."""
        self.replica.promote()
        self.primary, self.replica = self.replica, self.primary
        self.set_synchronous(False)

    def rebuild_replica(self) -> None:
        """What was the primary follows the one that was promoted."""
        self.replica.follow(self.primary)
        self.replica.start()
        self.set_synchronous(True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """All the servers while the block lasts."""
    # Always here, since the path of a Unix socket has room for about a hundred characters only.
    with (
        tempfile.TemporaryDirectory(prefix="spp-cluster-", dir="/tmp") as name,
        ExitStack() as stack,
    ):
        yield Cluster(Path(name), stack)

"""A PostgreSQL server of one's own for the tests: made, started and stopped here, on loopback."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "No PostgreSQL server with PostGIS to test with: install both "
    "(Debian: apt install postgresql postgresql-postgis), so that initdb and postgres are in "
    "/usr/lib/postgresql/*/bin or on the PATH."
)
USER = "planner"
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
RUNUSER = shutil.which("runuser", path=PLACES) or "runuser"  # not on every PATH


def binaries() -> Path | None:
    """The folder of the newest server that has PostGIS beside it."""
    debian = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists() and _has_postgis(folder.parent.name)
    ]
    return max(debian, key=lambda folder: float(folder.parent.name), default=_elsewhere())


def _has_postgis(version: str) -> bool:
    return Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()


def _elsewhere() -> Path | None:
    """The server on the PATH, which need not have PostGIS."""
    own, asked = shutil.which("initdb"), shutil.which("pg_config")
    if own is None or asked is None:
        return None
    shared = subprocess.run([asked, "--sharedir"], check=True, capture_output=True, text=True)
    there = Path(shared.stdout.strip(), "extension", "postgis.control").exists()
    return Path(own).resolve().parent if there else None


@contextmanager
def server() -> Iterator[str]:
    """The address of a fresh server, without a database: `postgresql://planner@127.0.0.1:PORT`."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="pianqu-pg-"))
    try:
        folder.chmod(0o755)
        data, port = folder / "data", _free_port()
        data.mkdir()
        if os.geteuid() == 0:
            shutil.chown(data, "postgres", "postgres")
        _run(programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k '{data}' -F -c max_connections=10"
        log = data / "server.log"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, *arguments: object) -> None:
    """PostgreSQL refuses to be run by root, so root becomes the user that Debian made for it."""
    command = [str(program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = [RUNUSER, "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", text=True
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

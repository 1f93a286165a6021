"""Shared by all tests: one trained model, one assistant, a database of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


def pytest_configure(config) -> None:
    """Each run has a COACH_HOME of its own; nobody's real database is touched."""
    for variable in [v for v in os.environ if v.startswith("COACH_")]:
        del os.environ[variable]
    os.environ["COACH_HOME"] = tempfile.mkdtemp(prefix="coach-test-")
    from bot import settings
    from bot.quiet import configure_logging

    settings.load_dotenv = lambda *args, **kwargs: False  # a developer's .env is not ours
    settings.load_environment()
    configure_logging()


def pytest_unconfigure(config) -> None:
    """Leaves nothing behind."""
    shutil.rmtree(os.environ["COACH_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def model() -> Path:
    """The project's model, trained once (by `make test`, before); linked into our home."""
    from bot import training

    trained = PROJECT / ".coach" / "models"
    ours = training.models_folder()
    if not ours.exists():
        trained.mkdir(parents=True, exist_ok=True)
        ours.symlink_to(trained)
    return training.ensure_model(print)


@pytest.fixture(scope="session")
def assistant(model):
    """The real assistant, loaded once."""
    from bot.assistant import Assistant

    assistant = Assistant(model)
    yield assistant
    assistant.close()


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return found[0] if found else None


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def call(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, cwd=folder)

    call(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres")
    call(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"),
         "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start")
    yield f"postgresql://postgres@/postgres?host={folder}"
    call(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """A fresh database of each kind."""
    from store.database import Database
    from store.schema import Base

    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'coach.db'}")
        opened.migrate()
        yield opened
        opened.engine.dispose()
        return
    opened = Database(request.getfixturevalue("postgres_url"))
    opened.migrate()
    yield opened
    with opened.begin() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    opened.engine.dispose()


@pytest.fixture
def moved_clock(monkeypatch):
    """A clock that stands still until it is moved: `moved_clock(60)` moves it a minute on."""
    from store import clock

    time = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: time[0])

    def move(seconds: float) -> None:
        time[0] += seconds

    return move

"""backup, restore: an empty folder becomes the same instance, and what is no whole backup changes nothing."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from huizhi.interfaces.cli import postgres
from tests.fresh.driving import clear, done, huizhi, new_place

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    folder = new_place("backup")
    yield folder
    clear(folder)


@pytest.fixture(scope="module")
def saved(place: Path) -> Path:
    """A backup with keys of a migrated instance that holds a stored file."""
    state = place / "first"
    done(state, "init", "--demo")
    done(state, "migrate")
    stored = state / "files" / "ab" / "abcd"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"evidence")
    done(state, "backup", str(place / "saved"), "--with-keys")
    return place / "saved"


def test_a_backup_restored_into_an_empty_folder_is_the_same_instance(place: Path, saved: Path) -> None:
    state = place / "second"
    said = done(state, "restore", str(saved))
    assert "与备份一致" in said
    assert (state / "files" / "ab" / "abcd").read_bytes() == b"evidence"
    assert (state / "keys" / "web.key").read_bytes() == (place / "first" / "keys" / "web.key").read_bytes()
    assert (state / "keys" / "web.key").stat().st_mode & 0o777 == 0o600
    assert (state / "demo").exists(), "a demo instance stays one"
    done(state, "migrate")
    done(state, "doctor")
    done(state, "backup", str(place / "saved-again"))
    first, again = (json.loads((folder / "manifest.json").read_text()) for folder in (saved, place / "saved-again"))
    assert first["rows"] == again["rows"]
    assert not (place / "saved-again" / "keys").exists(), "private keys go along only when asked for"


def test_an_instance_is_never_overwritten(place: Path, saved: Path) -> None:
    answer = huizhi(place / "first", "restore", str(saved))
    assert answer.returncode == 1
    assert "CLI-005" in answer.stderr


@pytest.mark.parametrize("harm", ["changed", "lost", "no manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_made(place: Path, saved: Path, harm: str) -> None:
    bad = place / f"bad-{harm.replace(' ', '-')}"
    shutil.copytree(saved, bad)
    victim = bad / "manifest.json" if harm == "no manifest" else max((bad / "database").iterdir(), key=lambda f: f.stat().st_size)
    if harm == "changed":
        victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    else:
        victim.unlink()
    answer = huizhi(place / "third", "restore", str(bad))
    assert answer.returncode == 1
    assert "CLI-005" in answer.stderr
    assert not (place / "third").exists()


def test_a_restore_that_was_cut_short_leaves_no_instance(place: Path) -> None:
    state = place / "half"
    state.mkdir()
    (state / "restoring").touch()
    for verb in ("migrate", "run"):
        answer = huizhi(state, verb)
        assert answer.returncode == 1
        assert "CLI-002" in answer.stderr


def test_the_doctor_names_what_is_wrong_and_fails(place: Path, saved: Path) -> None:
    state = place / "sick"
    done(state, "restore", str(saved))
    (state / "keys" / "web.key").chmod(0o644)
    (state / "keys" / "other.key").touch(0o600)
    answer = huizhi(state, "doctor")
    assert answer.returncode == 1
    assert "web.key" in answer.stdout
    assert "other.key" not in answer.stdout
    assert "正常 fine   迁移" in answer.stdout


def test_an_instance_on_a_given_server_is_made_examined_backed_up_and_restored_on_another(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("given", "given-too"):
        server = postgres.ensure(place / f"server-{name}", durable=True, external=False)
        try:
            with server.connect(postgres.SUPER, "postgres") as connection:
                connection.execute("DROP DATABASE huizhi")
                for role in postgres.LOGIN_ROLES:
                    connection.execute(f"DROP ROLE {role}")
            login = f"{postgres.SUPER}:{server.passwords[postgres.SUPER]}"
            monkeypatch.setenv("GIVEN", f"postgresql://{login}@127.0.0.1:{server.port}/huizhi")
            if name == "given":
                for arguments in (["init"], ["migrate"], ["doctor"], ["backup", str(place / "from-given")]):
                    done(place / name, *arguments)
            else:
                done(place / name, "restore", str(place / "from-given"))
                done(place / name, "doctor")
            assert not (place / name / "data").exists(), "no server of its own was started"
        finally:
            server.stop()

"""The command line: every verb is described, a refusal is a reason and a code."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from huizhi.interfaces.cli import main as cli
from huizhi.interfaces.cli.instance import Instance


def test_every_verb_can_be_loaded_and_says_in_chinese_and_english_what_it_does() -> None:
    for verb in cli.VERBS:
        answer = CliRunner().invoke(cli.huizhi_command, [verb, "--help"])
        assert answer.exit_code == 0, answer.output
        assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.output), verb


def test_a_folder_without_an_instance_is_refused_with_a_code_and_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIZHI_STATE", str(tmp_path))
    with pytest.raises(SystemExit) as end:
        cli.main(["migrate"])
    assert end.value.code == 1
    assert "CLI-002" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_verb_is_a_wrong_call() -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["no-such-verb"])
    assert end.value.code == 2


def test_making_an_instance_again_changes_nothing_and_keys_are_private(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "instance")
    instance.make(demo=True)
    key = (instance.keys / "web.key").read_text()
    instance.make(demo=False)
    assert (instance.keys / "web.key").read_text() == key
    assert instance.is_demo
    assert (instance.keys / "web.key").stat().st_mode & 0o777 == 0o600
    assert instance.keys.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the database to another user")
def test_root_in_its_closed_home_gets_a_folder_that_the_database_can_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUIZHI_STATE", raising=False)
    tmp_path.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    assert Instance.here().state.parent == Path("/var/lib")
    assert Instance.here() == Instance.here()
    monkeypatch.setenv("HUIZHI_STATE", str(tmp_path / "mine"))
    assert Instance.here().state == tmp_path / "mine"

"""The audit of an exported ledger: needs no instance, says what is proved, refuses with the reason."""

from pathlib import Path

import pytest

from huizhi.interfaces.cli import main as cli


def test_an_audit_needs_neither_instance_nor_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIZHI_STATE", str(tmp_path / "nowhere"))
    (tmp_path / "ledger").mkdir()
    (tmp_path / "key").write_text("")
    with pytest.raises(SystemExit) as end:
        cli.main(["verify-ledger", str(tmp_path / "ledger"), "--key", str(tmp_path / "key")])
    assert end.value.code == 1
    assert "CLI-004" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


def test_an_audit_without_a_key_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["verify-ledger", str(tmp_path)])
    assert end.value.code == 2

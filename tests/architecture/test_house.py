"""The house stands as it is drawn: contracts and rules hold, and each of them catches its violation."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from architecture.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
VIOLATIONS = sorted((Path(__file__).parent / "violations").glob("*.patch"))


def expectation(patch: Path) -> tuple[str, str]:
    kind, what = re.fullmatch(r"expects (contract|rule): (.+)", patch.read_text(encoding="utf-8").splitlines()[0]).groups()
    return kind, what


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    environment = {"PYTHONPATH": f"{root / 'src'}:{root}", "PATH": "", "COLUMNS": "200", "LANG": "C.UTF-8"}
    return subprocess.run([program, "--no-cache"], cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("__pycache__", "*.mo", "static_vendor")
    for folder in ("src", "architecture"):
        shutil.copytree(ROOT / folder, target / folder, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


@pytest.fixture
def house(pristine: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "house"
    shutil.copytree(pristine, copy)
    return copy


def test_every_contract_is_kept() -> None:
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("name", RULES)
def test_the_rule_holds(name: str) -> None:
    assert RULES[name](ROOT) == []


@pytest.mark.parametrize("patch", VIOLATIONS, ids=lambda p: p.stem)
def test_the_violation_is_caught(patch: Path, house: Path) -> None:
    kind, what = expectation(patch)
    before = RULES[what](house) if kind == "rule" else []
    applied = subprocess.run(
        ["git", "apply", "-C1", "--unidiff-zero", str(patch)],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "GIT_CEILING_DIRECTORIES": str(house.parent)},
    )
    assert applied.returncode == 0, applied.stderr
    if kind == "rule":
        assert len(RULES[what](house)) > len(before)
        return
    answer = lint_imports(house)
    assert answer.returncode == 1
    broken = re.findall(r"^(.+?) BROKEN", answer.stdout, re.MULTILINE)
    assert any(line.startswith(what) for line in broken), answer.stdout


def test_each_contract_and_each_rule_has_its_violation() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = [c["name"] for c in settings["tool"]["importlinter"]["contracts"]]
    shown = [expectation(p) for p in VIOLATIONS]
    assert [c for c in contracts if not any(k == "contract" and c.startswith(w) for k, w in shown)] == []
    assert [r for r in RULES if ("rule", r) not in shown] == []

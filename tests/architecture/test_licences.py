"""What ships is allowed to ship, and the list would catch what is not."""

import json
from pathlib import Path

from architecture.licences import is_allowed, main, refused_front_end, refused_python


def test_everything_that_ships_is_on_the_list() -> None:
    assert main() == 0


def test_a_copyleft_licence_is_refused_unless_another_may_be_chosen() -> None:
    assert not is_allowed("GPL-3.0-only")
    assert not is_allowed("MIT AND AGPL-3.0-only")
    assert not is_allowed("")
    assert is_allowed("GPL-2.0-only OR MIT")


def test_a_front_end_package_of_an_unknown_licence_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    packages = {
        "": {"license": "Apache-2.0"},
        "node_modules/free": {"license": "MIT"},
        "node_modules/closed": {"license": "SEE LICENSE IN terms"},
        "node_modules/tool": {"license": "GPL-3.0-only", "dev": True},
    }
    lock.write_text(json.dumps({"packages": packages}))
    assert list(refused_front_end(lock)) == [("closed", "SEE LICENSE IN terms")]


def test_a_package_for_another_platform_is_passed_over(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("surely-not-installed-here==1.0 \\\n    --hash=sha256:00\ndjango==5.2.19 \\\n")
    assert list(refused_python(lock)) == []

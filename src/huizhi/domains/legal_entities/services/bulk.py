"""The frame around a first bulk load: indexes and foreign keys aside, then built again by two hands (migration 0002)."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections

from huizhi.kernel.access.services import scope, system_viewer

STEP_INDEXES, STEP_FOREIGN_KEYS = 1, 2


def _ask(statement: str, *values: int) -> object:
    with scope(system_viewer("import")), connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return row[0] if row else None


def begin() -> bool:
    """Put the indexes aside when the register is empty; says whether a bulk load is open."""
    return bool(_ask("select legal_entities_bulk_begin()"))


def is_open() -> bool:
    """Whether indexes lie aside, perhaps since a load that was killed."""
    return bool(_ask("select legal_entities_bulk_open()"))


def build_all(hands: int = 1) -> int:
    """Build everything that lies aside; returns how many."""
    with ThreadPoolExecutor(hands) as pool:
        built = sum(pool.map(_build, [STEP_INDEXES] * hands))
    return built + _build(STEP_FOREIGN_KEYS)


def _build(step: int) -> int:
    built = 0
    try:
        while _ask("select legal_entities_bulk_build(%s)", step) is not None:
            built += 1
    finally:
        if step == STEP_INDEXES:
            connections.close_all()  # this thread's own
    return built


def analyse() -> None:
    """Fresh statistics for the planner."""
    _ask("select legal_entities_analyse()")

"""Acts on the law: its files are loaded into their tables."""

from datetime import datetime

from huizhi.kernel.rulebook import reference


def load_reference(*, at: datetime) -> None:
    """Load the law files and the past holidays into their tables: run as the owner after every migrate."""
    reference.load_law(at=at)
    reference.load_holidays(at=at)

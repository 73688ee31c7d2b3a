"""A refusal that a person can act on: what happened, which rule, what to do, under a stable code."""


class Refusal(Exception):
    """Base of every named refusal of the house.

    Subclasses set `code` (stable, `ROOM-NNN`, never re-used) and `status` (the HTTP status of an answer with it).
    `what` says in Chinese what happened, `rule` which rule refused it, `remedy` what to do next.
    """

    code = "HZ-000"
    status = 400

    def __init__(self, what: str, *, rule: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.rule = rule
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [f"[{self.code}] {self.what}"]
        if self.rule:
            parts.append(f"依据：{self.rule}")
        if self.remedy:
            parts.append(f"怎么办：{self.remedy}")
        return "；".join(parts)

"""The life of a legal entity as a table: which event may follow in which state, and what it leads to. Pure.

名称预留 → 设立 → 变更/迁移 → 歇业 → 吊销/撤销 → 清算 → 注销 (capability LP-03). Sources in requirements/law.md section 1:
REG-1 设立, REG-2 变更, REG-4 迁移, REG-6/6a 歇业与恢复, REG-7/8/9 注销, REG-9a 恢复登记, REG-10 撤销.
An annulled or revoked entity is still wound up and deregistered; a deregistered one ends, unless a forced deregistration
is taken back (REG-9a).
"""

from huizhi.domains.legal_entities.choices import EventKind, Status

# event -> (states in which it may happen, state after it; None: the state stays)
STEPS: dict[str, tuple[frozenset[str], str | None]] = {
    EventKind.RESERVED: (frozenset({""}), Status.RESERVED),
    EventKind.LAPSED: (frozenset({Status.RESERVED}), Status.LAPSED),
    EventKind.ESTABLISHED: (frozenset({"", Status.RESERVED}), Status.ACTIVE),
    EventKind.RECORDED: (frozenset({""}), Status.ACTIVE),
    EventKind.CHANGED: (frozenset({Status.RESERVED, Status.ACTIVE, Status.DORMANT, Status.LIQUIDATING}), None),
    EventKind.MOVED_IN: (frozenset({Status.ACTIVE, Status.DORMANT, Status.MOVED}), Status.ACTIVE),
    EventKind.MOVED_OUT: (frozenset({Status.ACTIVE, Status.DORMANT}), Status.MOVED),
    EventKind.SUSPENDED: (frozenset({Status.ACTIVE}), Status.DORMANT),
    EventKind.RESUMED: (frozenset({Status.DORMANT}), Status.ACTIVE),
    EventKind.REVOKED: (frozenset({Status.ACTIVE, Status.DORMANT, Status.LIQUIDATING}), Status.REVOKED),
    EventKind.ANNULLED: (frozenset({Status.ACTIVE, Status.DORMANT, Status.REVOKED, Status.LIQUIDATING}), Status.ANNULLED),
    EventKind.RESTORED: (frozenset({Status.ANNULLED, Status.CLOSED}), Status.ACTIVE),
    EventKind.WINDING_UP: (frozenset({Status.ACTIVE, Status.DORMANT, Status.REVOKED, Status.ANNULLED}), Status.LIQUIDATING),
    EventKind.CLOSED: (
        frozenset({Status.ACTIVE, Status.DORMANT, Status.REVOKED, Status.ANNULLED, Status.LIQUIDATING}),
        Status.CLOSED,
    ),
}

# How a state first seen in a file came about: the event that is written on its date.
EVENT_OF_STATE: dict[str, str] = {
    Status.RESERVED: EventKind.RESERVED,
    Status.LAPSED: EventKind.LAPSED,
    Status.DORMANT: EventKind.SUSPENDED,
    Status.REVOKED: EventKind.REVOKED,
    Status.ANNULLED: EventKind.ANNULLED,
    Status.LIQUIDATING: EventKind.WINDING_UP,
    Status.CLOSED: EventKind.CLOSED,
    Status.MOVED: EventKind.MOVED_OUT,
}


def state_after(state: str, event: str) -> str | None:
    """The state after the event, or None when the event cannot follow in that state."""
    allowed, target = STEPS[event]
    if state not in allowed:
        return None
    return target if target is not None else state


def possible(state: str) -> list[str]:
    """Events that can follow in that state, in the order of the table."""
    return [event for event, (allowed, _) in STEPS.items() if state in allowed]

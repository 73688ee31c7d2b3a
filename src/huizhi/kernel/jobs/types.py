"""What others may know about a background job: its states, its refusals, the capabilities of its screens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from huizhi.lib.refusal import Refusal

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"
Args = Mapping[str, JSON]

CAPABILITIES = {
    "jobs.view_jobs": "查看后台作业",
    "jobs.control_job": "停止和继续后台作业",
}


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


STATES_ZH = {
    State.QUEUED: "排队中",
    State.RUNNING: "进行中",
    State.DONE: "已完成",
    State.CANCELLED: "已停止",
    State.FAILED: "失败",
}
UNFINISHED = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True)
class Progress:
    """How far a job is. `per_second` and `left` are None while too little is known to say."""

    done: int
    total: int | None
    per_second: float | None
    left: timedelta | None

    @property
    def percent(self) -> int | None:
        """Whole percent, never above 100; None when the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None


class UnknownKind(Refusal):
    """No room declares a job of that kind, or not with these arguments."""

    code = "JOB-001"


class AlreadyQueued(Refusal):
    """A job with this uniqueness key is waiting or running."""

    code = "JOB-002"
    status = 409


class NotResumable(Refusal):
    """Only a failed or cancelled job can be resumed; only a waiting or running one can be stopped."""

    code = "JOB-003"
    status = 409


class Cancelled(Exception):
    """Raised inside a handler, by `progress`, when somebody asked to stop."""


class Interrupted(Exception):
    """Raised inside a handler when the worker shuts down: the job goes back to the queue and continues later."""


class Superseded(Exception):
    """Raised inside a handler when another worker has taken the job over: what was not committed must not be."""


BROKE_DOWN = "JOB-004"  # an error that nobody declared; the log has the traceback under the job's uuid
GAVE_UP = "JOB-005"  # the worker died, or a passing error came back, more often than the kind allows

"""The background process of an instance: its jobs.

The supervisor starts it as `python -m huizhi.interfaces.cli.worker`.
"""

import os
import signal
import threading
from types import FrameType

from huizhi.interfaces.cli.opening import set_up_django

STOP_WITHIN = 8.0


def main() -> None:
    """Work until SIGTERM or SIGINT, then finish what is under way."""
    stop = threading.Event()

    def ask(_: int, __: FrameType | None) -> None:
        stop.set()
        # Whoever waits for a database that has gone is not waited for: jobs go on where they were.
        last = threading.Timer(STOP_WITHIN, os._exit, [1])
        last.daemon = True
        last.start()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    set_up_django()
    from huizhi.interfaces.production import demand_safe
    from huizhi.kernel.jobs import services as jobs

    demand_safe()
    jobs.work(stop)


if __name__ == "__main__":
    main()

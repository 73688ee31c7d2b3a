"""The keeper of the ledger: places notes, signs, has heads cosigned, tells listeners. A process of its own, so that no job
however large delays a receipt.

The supervisor starts it as `python -m huizhi.interfaces.cli.keeper`.
"""

import os
import signal
import threading
from types import FrameType

from huizhi.interfaces.cli.opening import set_up_django

STOP_WITHIN = 8.0


def main() -> None:
    """Keep the ledger until SIGTERM or SIGINT."""
    stop = threading.Event()

    def ask(_: int, __: FrameType | None) -> None:
        stop.set()
        last = threading.Timer(STOP_WITHIN, os._exit, [1])  # a database that has gone is not waited for
        last.daemon = True
        last.start()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    set_up_django()
    from huizhi.kernel.jobs import services as jobs
    from huizhi.kernel.ledger import services as ledger
    from huizhi.lib import clock
    from huizhi.wiring import LISTENERS

    ledger.Keeper(now=clock.now, open_scope=jobs.opened, listeners=LISTENERS).keep(stop)


if __name__ == "__main__":
    main()

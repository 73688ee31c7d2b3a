"""Acts as fast as it can and prints the uuid of each act once its commit was acknowledged: `python writer.py NAME`.

A database that has gone is waited for; what was under way then was not acknowledged and is not printed.
"""

import sys
import time

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from huizhi.interfaces.cli.opening import set_up_django


def act(name: str, n: int) -> str:
    from huizhi.kernel.access.services import scope, system_viewer
    from huizhi.kernel.ledger.services import note
    from huizhi.lib import clock

    with scope(system_viewer("doctor")):
        return str(note("test.acted", f"{name}:{n}", {"n": n}, at=clock.now()).pk)


def find_the_server_again() -> None:
    """A server that was started anew may have another port."""
    from huizhi.settings.env import Env

    login = Env.read().database.settings("hz_app")
    for alias in connections:
        connections[alias].close()
    connections["default"].settings_dict.update({key: login[key] for key in ("HOST", "PORT", "PASSWORD")})


def main() -> None:
    set_up_django()
    assert settings.configured
    n = 0
    while True:
        n += 1
        try:
            acknowledged = act(sys.argv[1], n)
        except (DatabaseError, InterfaceError):
            time.sleep(0.1)
            find_the_server_again()
        else:
            sys.stdout.write(f"{acknowledged}\n")
            sys.stdout.flush()
            time.sleep(0.01)


if __name__ == "__main__":
    main()

"""Before anything serves: the database is brought up to date and the static files are laid out.

A process of its own (`python -m huizhi.interfaces.cli.preparing`), connected as the owner of the tables; the
supervisor itself never loads Django.
"""

import hashlib
from pathlib import Path

from huizhi.interfaces.cli import own_witness
from huizhi.interfaces.cli.instance import Instance
from huizhi.interfaces.cli.opening import OWNER_SETTINGS, set_up_django


def lay_out_static_files() -> bool:
    """Collect and compress once for each state of the sources; true when there was something to do."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            seen.update(f"{getattr(storage, 'prefix', '')}/{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == seen.hexdigest():
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(seen.hexdigest(), encoding="ascii")
    return True


def introduce_witness() -> None:
    """The ledger has its key and knows where its witness answers. An instance with witnesses elsewhere keeps them too."""
    from huizhi.kernel.ledger import services as ledger
    from huizhi.kernel.ledger.types import NoKey

    try:
        log_key = ledger.prepare_keys()
    except NoKey as missing:  # restored without its private keys: everything works but signing
        print(f"      {missing}", flush=True)
        return
    key, url = own_witness.introduce(Instance.here().state, log_key)
    ledger.add_witness(key=str(key), url=url)


def main() -> None:
    set_up_django(OWNER_SETTINGS)
    from huizhi.interfaces.cli.migrating import bring_up_to_date

    bring_up_to_date(lambda text: print(f"      {text}", flush=True))
    if lay_out_static_files():
        print("      网页资源 / static files", flush=True)
    introduce_witness()


if __name__ == "__main__":
    main()

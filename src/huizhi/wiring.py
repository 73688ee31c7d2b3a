"""The only list of who is told upward: kind of note -> functions.

Each listener has a name under which the ledger keeps how far it has been told. Its functions are called in the order of the
log, once for every note, in one transaction with that index (`huizhi.kernel.ledger.services.deliver`).
"""

from huizhi.kernel.ledger.services import Listeners

# listener -> kind of note -> functions, as ("legal_entities.projector", "parties.merged", [services.reproject])
LISTENERS: Listeners = {}

"""Acts on the register: files come in, entities live, accounts are claimed. The doors of this room for acts."""

from huizhi.domains.legal_entities.services.importing import Outcome, import_file, receive_file

__all__ = ["Outcome", "import_file", "receive_file"]

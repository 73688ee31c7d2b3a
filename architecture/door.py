"""Import-linter contract: a room may be entered from the named callers only through its doors.

Unlike a layers contract this says not *who* may come in but *where*: every file of the caller counts, its tests included.
"""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorContract(Contract):
    """`rooms` is the package that holds the rooms, `callers` are packages, `doors` are the modules that may be entered."""

    rooms = fields.StringField()
    callers = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import that enters a room past its doors."""
        rooms = str(self.rooms)
        doors = set(self.doors)  # type: ignore[call-overload]
        trespasses = []
        for importer in sorted(_modules_below(graph, list(self.callers))):  # type: ignore[call-overload]
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if not imported.startswith(rooms + "."):
                    continue
                room, *rest = imported.removeprefix(rooms + ".").split(".")
                home = f"{rooms}.{room}"
                if importer == home or importer.startswith(home + "."):
                    continue
                if not rest or rest[0] not in doors:
                    trespasses.append((importer, imported))
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each trespass with the door that was passed by."""
        for importer, imported in check.metadata["trespasses"]:
            output.print_error(f"{importer} -> {imported}")


def _modules_below(graph: ImportGraph, packages: list[str]) -> set[str]:
    found: set[str] = set()
    for package in packages:
        if package in graph.modules:
            found |= {package} | graph.find_descendants(package)
    return found

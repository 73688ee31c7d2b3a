"""Import-linter contract: inside a room the outer files know the inner ones, never the reverse."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class AnatomyContract(Contract):
    """`rooms` are packages of rooms; a module under an `inner` name may not import one under an `outer` name of its room."""

    rooms = fields.ListField(subfield=fields.StringField())
    inner = fields.ListField(subfield=fields.StringField())
    outer = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import from the inside of a room to its outside."""
        inner, outer = set(self.inner), set(self.outer)  # type: ignore[call-overload]
        reversals = []
        for rooms in self.rooms:  # type: ignore[attr-defined]
            for room in sorted(graph.find_children(rooms)):
                for importer in sorted(graph.find_descendants(room)):
                    if importer.removeprefix(room + ".").split(".")[0] not in inner:
                        continue
                    reversals += [
                        (importer, imported)
                        for imported in sorted(graph.find_modules_directly_imported_by(importer))
                        if imported.startswith(room + ".") and imported.removeprefix(room + ".").split(".")[0] in outer
                    ]
        return ContractCheck(kept=not reversals, metadata={"reversals": reversals})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that points outwards."""
        for importer, imported in check.metadata["reversals"]:
            output.print_error(f"{importer} -> {imported}")

"""`huizhi <verb>` and `huizhi <room> <verb>`: finds the verbs, opens what they need, and says why when it refuses.

A verb is loaded when it is called: those that need no database never load Django.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

import huizhi
from huizhi.interfaces.cli import opening
from huizhi.lib.refusal import Refusal

# verb -> module:name, in the order of `huizhi --help`
VERBS = {
    "init": "huizhi.interfaces.cli.setting_up:init",
    "run": "huizhi.interfaces.cli.running:run",
    "migrate": "huizhi.interfaces.cli.setting_up:migrate",
    "demo": "huizhi.interfaces.cli.demo:demo",
    "doctor": "huizhi.interfaces.cli.examining:doctor",
    "bench": "huizhi.interfaces.cli.bench:bench",
    "backup": "huizhi.interfaces.cli.backing_up:backup",
    "restore": "huizhi.interfaces.cli.backing_up:restore",
    "export-ledger": "huizhi.interfaces.cli.ledger_verbs:export_ledger",
    "verify-ledger": "huizhi.interfaces.cli.ledger_verbs:verify_ledger",
    "receipt": "huizhi.interfaces.cli.ledger_verbs:receipt",
    "verify-receipt": "huizhi.interfaces.cli.ledger_verbs:verify_receipt",
    "witness": "huizhi.interfaces.cli.witness:group",
    "import-entities": "huizhi.interfaces.cli.entity_verbs:import_entities",
}
FLOORS = ("kernel", "domains")


def rooms() -> dict[str, str]:
    """room name as typed -> module of its commands, for every room that has some."""
    found = {}
    for floor in FLOORS:
        for folder in sorted((Path(huizhi.__file__).parent / floor).iterdir()):
            module = f"huizhi.{floor}.{folder.name}.commands"
            if (folder / "__init__.py").exists() and find_spec(module) is not None:
                found[folder.name.replace("_", "-")] = module
    return found


class House(click.Group):
    """All verbs by name; nothing is imported before it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*VERBS, *rooms()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in VERBS:
            module, name = VERBS[cmd_name].split(":")
            command: click.Command = getattr(import_module(module), name)
            return command
        module = rooms().get(cmd_name, "")
        return _room_group(ctx, module) if module else None


def _room_group(ctx: click.Context, module: str) -> click.Group:
    """A room's verbs stand on the database, unless only their description is wanted."""
    if ctx.resilient_parsing or ctx.obj == "describe" or "--help" in sys.argv:
        opening.set_up_django(opening.WITHOUT_DATABASE)
    else:
        ctx.with_resource(opening.opened())
    group: click.Group = import_module(module).group
    return group


@click.group(cls=House, context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 120})
@click.version_option(package_name="huizhi", message="慧治 Huizhi %(version)s")
def huizhi_command() -> None:
    """慧治 Huizhi：开放的市场监管平台。 An open market-regulation platform.

    实例文件夹由 HUIZHI_STATE 指定，默认 .huizhi/instance。 HUIZHI_STATE names the folder of the instance.
    """


def main(arguments: list[str] | None = None) -> None:
    """Entry point: 0 when done, 1 with the reason on stderr when refused, 2 when the call itself is wrong."""
    try:
        huizhi_command.main(args=arguments, prog_name="huizhi")
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""docs/reference/cli.md, written from the commands themselves: `make docs`; a test demands that it is current."""

from collections.abc import Iterator
from pathlib import Path

import click

from huizhi.interfaces.cli.main import huizhi_command
from huizhi.interfaces.cli.opening import WITHOUT_DATABASE, set_up_django

FILE = Path("docs/reference/cli.md")
HEAD = """# `huizhi`

命令行参考，由 `make docs` 从程序生成，勿手改。 Generated from the program by `make docs`; do not edit.

结果：0 完成；1 被拒绝，标准错误输出带稳定代码的原因；2 调用方式错误。
Exit status: 0 done; 1 refused, with the reason and a stable code on standard error; 2 a wrong call.

`HUIZHI_STATE` 实例文件夹 / folder of the instance; `HUIZHI_DATABASE_URL` 使用已有数据库服务器 / a given database server.
"""


def page() -> str:
    """The whole page."""
    root = click.Context(huizhi_command, info_name="huizhi", obj="describe")
    return HEAD + "".join(_described(huizhi_command, root, 2))


def _described(group: click.Group, context: click.Context, depth: int) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context, obj="describe")
        yield f"\n{'#' * depth} `{inner.command_path}`\n\n{(command.help or '').strip()}\n"
        if isinstance(command, click.Group):
            yield from _described(command, inner, depth + 1)
        else:
            yield from _usage(command, inner)


def _usage(command: click.Command, context: click.Context) -> Iterator[str]:
    words = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"\n```\n{words}\n```\n"
    options = [record for record in (option.get_help_record(context) for option in command.params) if record and record[1]]
    if options:
        yield "\n" + "".join(f"- `{names}`: {' '.join(text.split())}\n" for names, text in options)


def main() -> None:
    set_up_django(WITHOUT_DATABASE)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

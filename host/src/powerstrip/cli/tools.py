"""`powerstrip tools`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from powerstrip.cli.output import (
    ConfigOption,
    ExitCode,
    JsonOption,
    configured,
    fail,
    first_sentence,
    plan,
    print_json,
    print_table,
)

if TYPE_CHECKING:
    from powerstrip.host import Plan
    from powerstrip.render import Reply

__all__ = ["app"]

app = typer.Typer(help="See and call the tools, as a client would.", no_args_is_help=True)


@app.command("list")
def list_tools(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the tools that a client sees."""
    import anyio

    with configured(config) as configuration:
        tools = anyio.run(_tools, plan(configuration))
    if json:
        print_json(tools)
        return
    print_table(
        ("TOOL", "ARGUMENTS", "DESCRIPTION"),
        [(tool["name"], _arguments(tool["inputSchema"]), first_sentence(tool["description"])) for tool in tools],
        empty="there are no tools",
    )


@app.command("call")
def call_tool(
    name: Annotated[str, typer.Argument(help="Name of the tool, as tools list shows it.")],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]...", help="Arguments; what is no text is written as JSON."),
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Call a tool through the same path that a client's call takes."""
    import anyio

    pairs = [_pair(each) for each in arguments or []]
    with configured(config) as configuration:
        reply = anyio.run(_call, plan(configuration), name, pairs)
    if reply is None:
        fail(ExitCode.USAGE, f"there is no tool {name!r}, see: powerstrip tools list")
    _show(reply, json=json)
    if reply.error is not None:
        raise typer.Exit(ExitCode.FAILED)


def _pair(argument: str) -> tuple[str, str]:
    key, separator, value = argument.partition("=")
    if not separator or not key:
        fail(ExitCode.USAGE, f"an argument is written KEY=VALUE, not {argument!r}")
    return key, value


async def _tools(planned: "Plan") -> list[dict[str, Any]]:
    from powerstrip.host import running

    async with running(planned) as host:
        return [dict(tool) for tool in host.catalog.views[""].list_tools]


async def _call(planned: "Plan", name: str, pairs: list[tuple[str, str]]) -> "Reply | None":
    from powerstrip.access import LOCAL
    from powerstrip.errors import UnknownName
    from powerstrip.host import running
    from powerstrip.running_call import Caller, SilentClient

    async with running(planned) as host:
        view = host.catalog.views[""]
        try:
            properties = view.tools[name].wire["inputSchema"]["properties"] if name in view.tools else {}
            arguments = {key: _value(text, properties.get(key, {})) for key, text in pairs}
            return await host.calls.call_tool(Caller(principal=LOCAL, view=view), name, arguments, SilentClient())
        except UnknownName:
            return None


def _value(text: str, schema: dict[str, Any]) -> Any:
    import orjson

    if schema.get("type") == "string":
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _show(reply: "Reply", *, json: bool) -> None:
    import orjson

    if json:
        print_json(reply.wire())
        return
    text = "\n".join(block.get("text", f"[{block['type']}]") for block in reply.content)
    if reply.rows is None or reply.error is not None:
        typer.echo(text, err=reply.error is not None)
        return
    answer = orjson.loads(text)
    print_table([column["name"] for column in answer["columns"]], answer["rows"], empty="no rows")
    if answer["truncated"]:
        shown = len(answer["rows"])
        typer.echo(f"these are the first {shown} rows: narrow the query, or raise limits.max_rows", err=True)


def _arguments(schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    return " ".join(name if name in required else f"[{name}]" for name in schema["properties"])

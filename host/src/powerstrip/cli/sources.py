"""`powerstrip sources`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, configured, fail, plan, print_json, print_table

if TYPE_CHECKING:
    from powerstrip.configuration import Configuration
    from powerstrip.host import Plan

__all__ = ["app"]

app = typer.Typer(help="See and test the configured sources.", no_args_is_help=True)
UrlOption = Annotated[
    str | None, typer.Option(help="Ask the host that runs at this address, such as http://127.0.0.1:8321/mcp.")
]


@app.command("list")
def list_sources(config: ConfigOption = None, url: UrlOption = None, json: JsonOption = False) -> None:
    """List the sources.

    Without --url nothing is connected to, so their state is unknown.
    """
    if url is not None:
        from powerstrip.cli.remote import call_remote_tool

        rows = call_remote_tool(url, "list_sources")["items"]
    else:
        with configured(config) as configuration:
            rows = _planned(plan(configuration))
    if json:
        print_json(rows)
        return
    print_table(
        ("SOURCE", "CONNECTOR", "STATE", "GRADE", "REASON", "DESCRIPTION"),
        [
            (row["name"], row["connector"], row["state"], row["grade"], row["reason"], row["description"])
            for row in rows
        ],
        empty="no source is configured, write [sources.NAME] in powerstrip.toml",
    )


@app.command("test")
def try_source(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Connect to a source, and ask it for a sign of life.

    The connection is closed then.
    """
    import anyio

    with configured(config) as configuration:
        planned = _plan_one(configuration, name)
    report = anyio.run(_test, planned, name)
    if json:
        print_json(report)
    elif report["ok"]:
        graded = f", grade {report['grade']}: {report['grade_reason']}" if report["grade"] else ""
        typer.echo(f"{name}: ok, {report['milliseconds']:.0f} ms{graded}")
    if not report["ok"]:
        unreachable = report["code"] in ("unreachable", "timeout")
        fail(ExitCode.UNREACHABLE if unreachable else ExitCode.FAILED, f"{name}: {report['code']}: {report['reason']}")


@app.command("role")
def print_role(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
    role: Annotated[str | None, typer.Option(help="Name of the role; else the one that the source logs in as.")] = None,
    schema: Annotated[list[str] | None, typer.Option(help="Schema that it may read; may be repeated.")] = None,
    owner: Annotated[
        list[str] | None, typer.Option(help="Role whose future tables it may read too; may be repeated.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Print the statements that make a role which only reads.

    Such a role makes a source grade A. Nothing is connected to.
    """
    from powerstrip_sdk import InvalidArguments, Reader

    with configured(config) as configuration:
        (planned,) = _plan_one(configuration, name).sources
    connector = planned.connector
    if connector is None or planned.config is None:
        fail(ExitCode.FAILED, f"{name}: {planned.reason}")
    if connector.reader_setup is None:
        fail(
            ExitCode.FAILED,
            f"connector {connector.name!r} offers no statements that make a role which only reads, see its own pages",
        )
    try:
        reader = Reader(name=role, schemas=tuple(schema or ()), owners=tuple(owner or ()))
        typer.echo(connector.reader_setup(planned.config, reader), nl=False)
    except InvalidArguments as error:
        fail(ExitCode.USAGE, str(error))


async def _test(planned: "Plan", name: str) -> dict[str, Any]:
    import anyio

    from powerstrip.access import LOCAL
    from powerstrip.errors import CallError
    from powerstrip.host import running
    from powerstrip.running_call import Caller

    async with running(planned) as host:
        source = host.sources.get(name)
        assert source is not None
        started = anyio.current_time()
        caller = Caller(principal=LOCAL, view=host.catalog.views[""])
        try:
            await host.calls.use_source(source, caller, "sources test", {}, lambda connection: connection.check())
        except CallError as error:
            return {"source": name, "ok": False, "code": error.code, "reason": str(error)}
        milliseconds = round((anyio.current_time() - started) * 1000, 1)
        graded = {"grade": source.grade, "grade_reason": source.grade_reason}
        return {"source": name, "ok": True, "milliseconds": milliseconds, **graded}


def _plan_one(configuration: "Configuration", name: str) -> "Plan":
    sources = configuration.settings.sources
    if name not in sources and not configuration.problems:
        known = ", ".join(sources) or "none is configured"
        fail(ExitCode.USAGE, f"there is no source {name!r} (known: {known})")
    return plan(configuration, only=name)


def _planned(planned: "Plan") -> list[dict[str, Any]]:
    return [
        {
            "name": source.name,
            "connector": source.settings.connector,
            "description": source.settings.description,
            "state": "broken" if source.reason else "unknown",
            "reason": source.reason,
            "read_only": source.settings.read_only,
            "grade": "unknown" if source.connector and source.connector.read_only_by else None,
            "grade_reason": None,
        }
        for source in planned.sources
    ]

"""`powerstrip sources`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from powerstrip.cli import stored_sources
from powerstrip.cli.options import SecretEnvOption, SecretFileOption, SetOption
from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, configured, fail, plan, print_json, print_table

if TYPE_CHECKING:
    from powerstrip.configuration import Configuration
    from powerstrip.host import Plan

__all__ = ["app"]

app = typer.Typer(help="See, test and change the sources.", no_args_is_help=True)
for command in (stored_sources.add, stored_sources.edit, stored_sources.remove, stored_sources.toggle):
    app.command(command.__name__)(command)
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
        import anyio

        with configured(config) as configuration:
            rows = _planned(anyio.run(_with_stored, plan(configuration)))
    if json:
        print_json(rows)
        return
    print_table(
        ("SOURCE", "CONNECTOR", "STATE", "GRADE", "REASON", "DESCRIPTION"),
        [
            (row["name"], row["connector"], row["state"], row["grade"], row["reason"], row["description"])
            for row in rows
        ],
        empty="no source is configured, write [sources.NAME] in powerstrip.toml, or: powerstrip sources add NAME",
    )


@app.command("test")
def try_source(
    name: Annotated[str | None, typer.Argument(help="Name of the source; left out, options are tried.")] = None,
    *,
    connector: stored_sources.ConnectorOption = None,
    values: SetOption = None,
    secret_file: SecretFileOption = None,
    secret_env: SecretEnvOption = None,
    config: ConfigOption = None,
    url: stored_sources.ManagedUrlOption = None,
    store: stored_sources.StoreOption = False,
    json: JsonOption = False,
) -> None:
    """Connect to a source once, and ask for a sign of life.

    Without a name nothing is kept: the options are tried that are given, or asked for.
    """
    if name is None:
        from powerstrip.cli.rest import managing

        with managing(config, url=url, store=store) as rest:
            report = stored_sources.try_options(rest, connector, values, secret_file, secret_env)
    elif connector or values or secret_file or secret_env:
        fail(ExitCode.USAGE, f"give the name {name!r}, or options to try, not both")
    else:
        report = {"source": name, **_tried(name, config, url, store=store)}
    _print_report(name or "the options", report, json=json)


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


def _tried(name: str, config: Path | None, url: str | None, *, store: bool) -> dict[str, Any]:
    """Try a source of the file from here, and one of the store where it is served."""
    import anyio

    if url is None:
        with configured(config) as configuration:
            if name in configuration.settings.sources or configuration.problems:
                return anyio.run(_test, _plan_one(configuration, name), name)
    from powerstrip.cli.rest import managing

    with managing(config, url=url, store=store) as rest:
        known = [each["name"] for each in rest.everything("/sources")]
        if name not in known:
            fail(ExitCode.USAGE, f"there is no source {name!r} (known: {', '.join(known) or 'none is configured'})")
        return rest.send("POST", f"/sources/{name}/verify")


def _print_report(what: str, report: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json(report)
    elif report["ok"]:
        graded = f", grade {report['grade']}: {report['grade_reason']}" if report["grade"] else ""
        typer.echo(f"{what}: ok, {report['milliseconds']:.0f} ms{graded}")
    if not report["ok"]:
        unreachable = report["code"] in ("unreachable", "timeout")
        fail(ExitCode.UNREACHABLE if unreachable else ExitCode.FAILED, f"{what}: {report['code']}: {report['reason']}")


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
            return {"ok": False, "code": error.code, "reason": str(error)}
        milliseconds = round((anyio.current_time() - started) * 1000, 1)
        graded = {"grade": source.grade, "grade_reason": source.grade_reason}
        return {"ok": True, "milliseconds": milliseconds, **graded}


def _plan_one(configuration: "Configuration", name: str) -> "Plan":
    sources = configuration.settings.sources
    if name not in sources and not configuration.problems:
        known = ", ".join(sources) or "none is configured"
        fail(ExitCode.USAGE, f"there is no source {name!r} (known: {known})")
    return plan(configuration, only=name)


async def _with_stored(planned: "Plan") -> "Plan":
    """Add the sources of the store, if there is one; what is wrong with it is said, and hides nothing of the file's."""
    from powerstrip.host import plan_again
    from powerstrip.secrets import KeyRefused, open_vault
    from powerstrip.store import Location, StoreError, StoreOnDemand
    from powerstrip.stored import read_entries

    settings = planned.configuration.settings.host
    try:
        vault = await open_vault(planned.configuration.environment, settings.key_file)
        async with StoreOnDemand(Location.of(settings.state_location), vault) as on_demand:
            store = await on_demand.if_exists()
            return plan_again(planned, stored=await read_entries(store)) if store else planned
    except (KeyRefused, StoreError) as error:
        typer.echo(f"stored sources are not listed: {error}", err=True)
        return planned


def _planned(planned: "Plan") -> list[dict[str, Any]]:
    return [
        {
            "name": source.name,
            "connector": source.settings.connector,
            "description": source.settings.description,
            "state": ("broken" if source.active else "disabled") if source.reason else "unknown",
            "reason": source.reason,
            "read_only": source.settings.read_only,
            "grade": "unknown" if source.connector and source.connector.read_only_by else None,
            "grade_reason": None,
        }
        for source in planned.sources
    ]

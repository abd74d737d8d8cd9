"""`powerstrip sources add`, `edit`, `remove`, `toggle` and `test`, by a process of its own against a running host."""

import json
import socket
from functools import partial
from types import ModuleType
from typing import Annotated, Literal

import anyio
import pytest
from command_line import child
from connectors import Stage
from pydantic import Field, SecretStr
from rest import TOKEN, draft, managed_host
from terminal import Terminal

from powerstrip_sdk import Connection, Connector, SourceConfig, Unreachable, hookimpl

pytestmark = pytest.mark.anyio
SECRET = "hunter2-of-the-stage"
MISSING = (
    "these options are missing: port, key; give them by --set KEY=VALUE, secrets by --secret-env KEY=VARIABLE or "
    "--secret-file KEY=FILE, or run this in a terminal"
)


class FormConfig(SourceConfig):
    """Options of every kind."""

    port: Annotated[int, Field(description="Where it listens.")]
    mode: Annotated[Literal["slow", "fast"], Field(description="How it works.")] = "slow"
    tls: Annotated[bool, Field(description="Whether it is encrypted.")] = False
    key: Annotated[SecretStr, Field(description="What lets you in.")]
    labels: Annotated[dict[str, str], Field(description="Anything.", default_factory=dict)]
    login: Annotated[dict[str, SecretStr], Field(description="By name.", default_factory=dict)]


async def connect_form(config):
    return Connection()


def form_plugin():
    module = ModuleType("form")
    connector = Connector(name="form", config=FormConfig, connect=connect_form)
    module.powerstrip_connectors = hookimpl(specname="powerstrip_connectors")(lambda: [connector])
    return module


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
async def served(stage, tmp_path):
    """A host that can keep sources, a client of it, and its command line."""
    filed = {"filed": {"connector": "stage"}}
    async with managed_host(filed, stage=stage, token=TOKEN, plugins={"form": form_plugin()}) as (host, client):
        yield Served(host, client, tmp_path)


class Served:
    """A running host and those who manage it.

    Args:
        host: that runs.
        client: of its REST interface.
        folder: that commands run in.
    """

    def __init__(self, host, client, folder):
        self.host, self.client, self.folder = host, client, folder

    async def sources(self, *arguments, token=TOKEN, **environment):
        """Run a command, and return how it ended."""
        variables = {**({"POWERSTRIP_TOKEN": token} if token else {}), **environment}
        command = partial(child, "sources", *arguments, "--url", self.host.url, cwd=self.folder, **variables)
        return await anyio.to_thread.run_sync(command)

    async def typed(self, *arguments, answers):
        """Run a command on a terminal; its exit code, what it showed, and what others saw of it."""

        def run():
            command = ("sources", *arguments, "--url", self.host.url)
            with Terminal(*command, cwd=self.folder, POWERSTRIP_TOKEN=TOKEN) as terminal:
                for prompt, line in answers:
                    terminal.answer(prompt, line)
                    seen = terminal.command_line
                return terminal.finish(), terminal.screen, seen

        return await anyio.to_thread.run_sync(run)

    def config(self, name):
        """The options that a source is served with."""
        return self.host.host.sources.get(name).plan.config

    async def names(self):
        return [each["name"] for each in (await self.client.get("/sources")).json()["items"]]


async def test_a_source_is_made_from_options_files_and_variables_and_served(served):
    (served.folder / "secret").write_text(SECRET + "\n", "utf-8")
    one = await served.sources(
        "add", "one", "--connector", "stage", "--set", "place=there", "--secret-file", "password=secret"
    )
    two = await served.sources(
        *("add", "two", "--connector", "stage", "--secret-env", "password=WORD", "--set", "description=12"),
        *("--set", "limits.max_rows=7", "--set", "read_only=false", "--json"),
        WORD=SECRET,
    )

    assert (one.returncode, one.stderr) == (0, "")
    assert one.stdout == f"one is stored, and the host at {served.host.url.removesuffix('/mcp')} knows it\n"
    assert [served.config(name).password.get_secret_value() for name in ("one", "two")] == [SECRET] * 2
    assert served.config("one").place == "there"
    document = json.loads(two.stdout)
    assert (document["description"], document["limits"], document["read_only"]) == ("12", {"max_rows": 7}, False)
    assert SECRET not in one.stdout + two.stdout


async def test_a_secret_on_the_command_line_is_refused_and_not_repeated(served):
    by_name = await served.sources("add", "one", "--connector", "stage", "--set", f"password={SECRET}")
    inside = await served.sources("add", "one", "--connector", "form", "--set", f'login={{"ada": "{SECRET}"}}')
    below = await served.sources("add", "one", "--connector", "form", "--set", f"login.ada={SECRET}")
    no_pair = await served.sources("add", "one", "--connector", "stage", "--secret-env", SECRET)

    assert [each.returncode for each in (by_name, inside, below, no_pair)] == [2, 2, 2, 2]
    assert by_name.stderr == (
        "powerstrip: 'password' is a secret, and everybody on this machine can read a command line: give it by "
        "--secret-env password=VARIABLE, by --secret-file password=FILE, or at the prompt\n"
    )
    assert SECRET not in by_name.stderr + inside.stderr + below.stderr + no_pair.stderr
    assert await served.names() == ["filed"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--secret-env", "key=ABSENT"), "--secret-env key: the environment variable 'ABSENT' is not set"),
        (("--secret-file", "key=absent"), "--secret-file key: 'absent' cannot be read: No such file or directory"),
        (("--set", "port"), "--set is written KEY=VALUE"),
        (
            ("--set", "mode=fast"),
            MISSING,
        ),
    ],
)
async def test_options_that_cannot_be_had_are_named(served, arguments, complaint):
    done = await served.sources("add", "one", "--connector", "form", *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"powerstrip: {complaint}\n")


async def test_without_a_terminal_a_kind_that_is_missing_is_named_with_those_there_are(served):
    done = await served.sources("add", "one")

    assert (done.returncode, done.stderr) == (2, "powerstrip: --connector is missing (installed: form, stage)\n")


async def test_options_that_are_wrong_are_all_named(served):
    done = await served.sources(
        *("add", "one", "--connector", "form", "--set", "port=high", "--set", "moda=fast", "--secret-env", "key=WORD"),
        WORD=SECRET,
    )

    assert (done.returncode, done.stdout) == (2, "")
    *mistakes, summary = done.stderr.splitlines()
    assert summary == "powerstrip: 2 mistakes in the source, nothing has changed"
    assert sorted(line.split(":")[0] for line in mistakes) == ["moda", "port"]


async def test_a_terminal_is_asked_for_what_is_left_open(served):
    answers = [
        ("connector (form, stage)", "form"),
        ("port", ""),
        ("port", "many"),
        ("port", "70"),
        ("mode [slow]", "quick"),
        ("mode [slow]", "fast"),
        ("tls [false]", "yes"),
        ("key (hidden)", SECRET),
    ]
    code, screen, seen = await served.typed("add", "one", answers=answers)

    assert code == 0, screen
    config = served.config("one")
    assert (config.port, config.mode, config.tls, config.key.get_secret_value()) == (70, "fast", True, SECRET)
    for said in ("Where it listens.", "One of: slow, fast", "port is required", "this is no number", "none of the"):
        assert said in screen
    assert "labels" not in screen
    assert SECRET not in screen + seen
    kept = [file for file in served.folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
    assert kept == []


async def test_what_is_there_is_the_default_of_an_edit_and_an_empty_secret_stays(served):
    first = {"port": 70, "key": SECRET, "mode": "fast"}
    await served.client.post("/sources", json={"name": "one", "connector": "form", "config": first})
    answers = [("port [70]", "71"), ("mode [fast]", ""), ("tls [false]", ""), ("key (hidden; empty keeps it)", "")]
    code, screen, _ = await served.typed("edit", "one", answers=answers)

    config = served.config("one")
    assert code == 0, screen
    assert (config.port, config.mode, config.tls, config.key.get_secret_value()) == (71, "fast", False, SECRET)
    assert SECRET not in screen
    assert "**********" not in screen


async def test_options_change_a_source_and_nothing_else_of_it(served):
    options = {"place": "there", "password": SECRET}
    await served.client.post("/sources", json=draft("one", config=options, description="old"))
    changed = await served.sources("edit", "one", "--set", "description=new", "--unset", "place", "--rename", "uno")
    secret = await served.sources("edit", "uno", "--secret-env", "password=WORD", "--json", WORD="other")

    assert (changed.returncode, secret.returncode) == (0, 0), changed.stderr + secret.stderr
    document = json.loads(secret.stdout)
    assert (document["name"], document["description"]) == ("uno", "new")
    assert document["config"] == {"password": "**********"}
    config = served.config("uno")
    assert (config.place, config.password.get_secret_value()) == ("here", "other")


async def test_an_edit_that_changes_nothing_is_a_usage_error_without_a_terminal(served):
    await served.client.post("/sources", json=draft("one"))
    done = await served.sources("edit", "one")

    assert (done.returncode, done.stderr) == (
        2,
        "powerstrip: say what to change by --set, --unset, --secret-env, --secret-file or --rename\n",
    )


async def test_a_source_is_switched_off_and_on(served):
    await served.client.post("/sources", json=draft("one"))
    states = []
    for arguments in ((), (), ("--off",), ("--off",), ("--on",)):
        done = await served.sources("toggle", "one", *arguments, "--json")
        states.append(json.loads(done.stdout)["active"])

    assert states == [False, True, False, False, True]


async def test_a_source_is_removed_when_somebody_agrees(served):
    await served.client.post("/sources", json=draft("one"))
    alone = await served.sources("remove", "one")
    declined, _, _ = await served.typed("remove", "one", answers=[("Remove one (stage)", "n")])
    before = await served.names()
    agreed, screen, _ = await served.typed("remove", "one", answers=[("Remove one (stage)", "y")])
    after = await served.names()

    assert alone.returncode == 2
    assert "nobody can be asked whether 'one' is to be removed, say so with --yes" in alone.stderr
    assert (declined, before) == (1, ["filed", "one"])
    assert (agreed, after) == (0, ["filed"]), screen


async def test_a_source_is_removed_without_a_question_where_the_command_says_so(served):
    made = (await served.client.post("/sources", json=draft("one"))).json()
    done = await served.sources("remove", "one", "--yes", "--json")

    assert json.loads(done.stdout) == {"removed": "one", "id": made["id"]}
    assert await served.names() == ["filed"]


@pytest.mark.parametrize("arguments", [("edit", "--set", "place=x"), ("toggle",), ("remove", "--yes")])
async def test_a_source_of_the_file_is_changed_there(served, arguments):
    command, *options = arguments
    done = await served.sources(command, "filed", *options)

    assert (done.returncode, done.stderr) == (
        2,
        "powerstrip: source 'filed' is written in the file, change it there and reload\n",
    )


@pytest.mark.parametrize("arguments", [("edit", "--set", "place=x"), ("toggle",), ("remove", "--yes")])
async def test_a_source_that_does_not_exist_is_a_usage_error(served, arguments):
    command, *options = arguments
    done = await served.sources(command, "absent", *options)

    assert (done.returncode, done.stderr) == (2, "powerstrip: there is no source 'absent' here\n")


async def test_a_name_that_is_taken_is_refused(served):
    done = await served.sources("add", "filed", "--connector", "stage")

    assert (done.returncode, done.stderr) == (
        1,
        "powerstrip: the file has a source 'filed', take another name\n",
    )


async def test_options_are_tried_and_not_kept(served, stage):
    good = await served.sources("test", "--connector", "stage", "--secret-env", "password=WORD", WORD=SECRET)
    stage.fail_connect = Unreachable("nobody is there")
    bad = await served.sources("test", "--connector", "stage", "--json")

    assert (good.returncode, good.stdout[:16]) == (0, "the options: ok,")
    assert (bad.returncode, json.loads(bad.stdout)["code"]) == (4, "unreachable")
    assert "powerstrip: the options: unreachable: nobody is there" in bad.stderr
    assert await served.names() == ["filed"]


async def test_a_source_of_the_host_is_tried_by_its_name(served, stage):
    await served.client.post("/sources", json=draft("one"))
    good = await served.sources("test", "one", "--json")
    absent = await served.sources("test", "two")
    both = await served.sources("test", "one", "--connector", "stage")

    report = json.loads(good.stdout)
    assert (good.returncode, report["source"], report["ok"]) == (0, "one", True)
    assert (await served.client.get("/sources/one")).json()["verified"] is True
    assert (absent.returncode, absent.stderr) == (2, "powerstrip: there is no source 'two' (known: filed, one)\n")
    assert (both.returncode, both.stderr) == (2, "powerstrip: give the name 'one', or options to try, not both\n")


async def test_a_host_that_answers_where_the_configuration_says_is_taken(served):
    bind = served.host.url.removeprefix("http://").removesuffix("/mcp")
    (served.folder / "powerstrip.toml").write_text(f'[host]\nbind = "{bind}"\ndata_dir = "data"\n', "utf-8")
    command = partial(child, "sources", "add", "one", "--connector", "stage", cwd=served.folder, POWERSTRIP_TOKEN=TOKEN)
    done = await anyio.to_thread.run_sync(command)

    assert (done.returncode, done.stdout) == (0, f"one is stored, and the host at http://{bind} knows it\n")
    assert await served.names() == ["filed", "one"]


@pytest.mark.parametrize("token", [None, "not-" + TOKEN])
async def test_a_host_wants_its_token(served, token):
    done = await served.sources("toggle", "one", token=token)

    url = served.host.url.removesuffix("/mcp")
    assert (done.returncode, done.stderr) == (
        4,
        f"powerstrip: the host at {url} wants a token: set POWERSTRIP_TOKEN to one it knows\n",
    )


async def test_who_is_no_operator_is_told_where_operators_write(stage, tmp_path):
    async with managed_host(stage=stage) as (host, client):
        served = Served(host, client, tmp_path)
        done = await served.sources("add", "one", "--connector", "stage", "--set", "additional_params.a=1", token=None)

    assert done.returncode == 1
    assert "only operators may write 'additional_params'" in done.stderr
    assert "write to the store with --store, and let the host read it by powerstrip reload" in done.stderr


def test_a_host_that_is_named_must_answer(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    done = child("sources", "add", "one", "--url", f"{url}/mcp", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (4, f"powerstrip: no powerstrip host answers at {url}\n")


def test_there_is_one_place_to_write_to(tmp_path):
    done = child("sources", "add", "one", "--url", "http://127.0.0.1:1", "--store", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (
        2,
        "powerstrip: --url and --store are two places to write to, give one\n",
    )

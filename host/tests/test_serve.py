"""Starting a host, and asking one that runs."""

import json
import socket
from functools import partial

import anyio
import pytest
from command_line import child
from connectors import Stage

from powerstrip.testing import running_host


@pytest.fixture
def stage():
    return Stage()


def test_an_address_that_others_can_reach_takes_a_token(tmp_path):
    done = child("serve", "--bind", "0.0.0.0:0", cwd=tmp_path)

    assert done.returncode == 3
    assert "'0.0.0.0' can be reached from elsewhere: set POWERSTRIP_TOKEN, or bind to 127.0.0.1" in done.stderr


def test_a_port_that_is_taken_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = child("serve", "--bind", f"127.0.0.1:{port}", cwd=tmp_path)

    assert done.returncode == 3
    assert (
        f"cannot listen on 127.0.0.1:{port}: address already in use, choose another port (--port or --bind)"
        in done.stderr
    )


def test_one_source_alone_must_exist(tmp_path):
    done = child("serve", "--only", "on", "--bind", "127.0.0.1:0", cwd=tmp_path)

    assert done.returncode == 3
    assert "--only: there is no source 'on' (known: none is configured)" in done.stderr


def test_the_environment_names_the_file(tmp_path):
    done = child("config", "check", cwd=tmp_path, POWERSTRIP_CONFIG="elsewhere.toml")

    assert done.returncode == 3
    assert done.stderr.startswith("elsewhere.toml: cannot be read: ")


@pytest.mark.anyio
@pytest.mark.parametrize("token", [None, "correct-horse-battery"])
async def test_the_state_of_a_running_host_can_be_asked_for(tmp_path, stage, token):
    config = {"sources": {"one": {"connector": "stage"}}}
    environment = {"POWERSTRIP_TOKEN": token} if token else {}
    async with running_host(config, plugins={"stage": stage.plugin()}, token=token) as host:
        await host.call("stage_echo")

        def ask():
            return child("sources", "list", "--json", "--url", host.url, cwd=tmp_path, **environment)

        done = await anyio.to_thread.run_sync(ask)

    assert done.returncode == 0, done.stderr
    assert [(each["name"], each["state"]) for each in json.loads(done.stdout)] == [("one", "ready")]


@pytest.mark.anyio
async def test_a_server_that_is_no_host_is_named(tmp_path):
    async with running_host({}, plugins={}) as host:
        url = f"{host.url}/absent/from/here"
        done = await anyio.to_thread.run_sync(partial(child, "sources", "list", "--url", url, cwd=tmp_path))

    assert done.returncode == 4
    assert done.stderr == f"powerstrip: there is no powerstrip host at {url}, or it has no such view\n"


@pytest.mark.anyio
async def test_a_host_that_wants_another_token_is_not_called_silent(tmp_path, stage):
    async with running_host({}, plugins={}, token="correct-horse-battery") as host:

        def ask():
            return child("sources", "list", "--url", host.url, cwd=tmp_path)

        done = await anyio.to_thread.run_sync(ask)

    assert done.returncode == 4
    assert done.stderr == (
        f"powerstrip: the host at {host.url} wants a token, and none was given: set POWERSTRIP_TOKEN to one that it "
        "knows\n"
    )


def test_a_host_that_does_not_answer_is_unreachable(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/mcp"

    done = child("sources", "list", "--url", url, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"powerstrip: no host answers at {url}, see whether it runs there: ")


def test_the_demo_names_a_folder_that_it_cannot_use(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    folder = str(tmp_path / "file" / "folder")

    done = child("demo", "--port", "0", "--dir", folder, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"powerstrip: no database can be made in {folder!r}: not a directory, choose another by --dir\n"
    )

"""A session of operators and clients with two hosts, one with each kind of store, and everything going wrong."""

import secrets
import signal
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import asyncpg
import tomli_w
from configurations import QUIET, Operator
from echoing_server import echoing_server
from planting import SHAPES, Planted
from processes import Machine
from sinks import Sinks
from traffic import Rest, leak_everything, repeat_passwords, speak_mcp, turn_back_strangers

from powerstrip.secrets import generate_key

__all__ = ["Session"]

_ALL = ("--scope", "all", "--write")
#: Sets an option of a source beside the file.
_OURS = "POWERSTRIP_SOURCES__UNREACHABLE__PASSWORD"


class Session:
    """What happened, and what came out.

    Args:
        folder: for every file.
        postgres: a real server.
        admin: a superuser's connection to it.
        environment: in which the leaky connector is installed.
    """

    def __init__(self, folder: Path, postgres, admin, environment: dict[str, str]) -> None:
        #: No secret, and written wherever a source, a view, a principal or a file is named.
        self.witness = f"w{secrets.token_hex(11)}"
        self.planted, self.sinks = Planted(), Sinks()
        #: What clients of the host have made it send to the servers.
        self.sent = b""
        self._folder, self._postgres, self._admin = folder / self.witness, postgres, admin
        self._folder.mkdir()
        self._machine = Machine(self._folder, self.sinks, environment)
        self._token = self.planted.new("token of the environment")
        self._keys = [self.planted.know(f"key {number}", generate_key()) for number in range(2)]

    async def run(self) -> None:
        """Let everything happen."""
        async with echoing_server() as server:
            with ExitStack() as stack:
                stack.callback(self._machine.close)
                operator = Operator(self._folder, self.planted, server.port)
                await self._with_a_file_as_store(operator)
                await self._with_a_database_as_store(operator)
        self.sent = bytes(server.received)

    async def _with_a_file_as_store(self, operator: Operator) -> None:
        tls = operator.broken_key()
        failing = operator.file_sources() | operator.odd_sources(self._postgres, tls)
        leaking = {"leaky": operator.leaky_source("leaky"), "refusing": operator.leaky_source("refusing", refuses=True)}
        shop = self._folder / f"{self.witness}.db"
        shop.touch()
        sources = {self.witness: {"connector": "sqlite", "path": str(shop)}, **failing, **leaking}
        config = self._write("powerstrip.toml", {"sources": sources})
        self._machine.environment |= {
            **operator.environment,
            "POWERSTRIP_KEY": self._keys[0],
            "POWERSTRIP_TOKEN": self._token,
        }
        self._machine.environment[_OURS] = self.planted.new("password in a variable of ours")
        tokens = await self._make_tokens(config)
        host = await self._machine.start(config)
        async with Rest(self.sinks, host.url, self._token) as rest:
            stored = await self._store_sources(rest, operator)
            await speak_mcp(self.sinks, host.url, tokens[0], failing, self.witness, mode="auto")
            await speak_mcp(self.sinks, host.url, tokens[0], list(failing)[::6], self.witness, mode="legacy")
            await leak_everything(self.sinks, host.url, self._token, leaking)
            await repeat_passwords(self.sinks, host.url, self._token, stored)
            await turn_back_strangers(self.sinks, host.url, self.planted)
            await self._make_mistakes(rest, operator, config)
            await rest.look()
            await rest.watch()
            await host.look()
            await self._run_commands(config, host.url, failing)
        await host.end(signal.SIGKILL)
        self._collect_files()
        await self._change_the_key(config, stored)

    async def _with_a_database_as_store(self, operator: Operator) -> None:
        del self._machine.environment[_OURS]
        password = self.planted.new("password of the store", "URL")
        state = await self._database(self.witness, password)
        wrong = self.planted.new("wrong password of the store")
        config = self._write("database.toml", {"host": {"state": state}})
        unusable = self._write("unusable.toml", {"host": {"state": state.replace(quote(password, safe=""), wrong)}})
        await self._machine.run("audit", "tail", "--config", unusable)
        await self._machine.run("token", "list", "--config", unusable)
        host = await self._machine.start(config)
        async with Rest(self.sinks, host.url, self._token) as rest:
            draft = operator.leaky_source("stored in a database", refuses=True)
            await self._create(rest, self.witness, draft)
            await rest.ask("POST", f"/sources/{self.witness}/verify")
            await rest.look()
            await host.look()
            await self._collect_tables()
        await host.end(signal.SIGTERM)
        for command in (("audit", "tail"), ("keys", "status"), ("keys", "rotate"), ("token", "list")):
            await self._machine.run(*command, "--config", config)
        await self._collect_tables()
        await self._collect_database_files()

    def _write(self, name: str, tree: dict) -> Path:
        host = {"data_dir": str(self._folder / f"data-of-{name}"), **tree.pop("host", {})}
        common = {
            "limits": {**QUIET, "max_rows": 100},
            "audit": {"store": True, "arguments": True},
            "views": {self.witness: {"sources": [self.witness]}},
        }
        path = self._folder / name
        path.write_text(tomli_w.dumps({"host": host, **common, **tree}), encoding="utf-8")
        path.chmod(0o600)
        return path

    async def _make_tokens(self, config: Path) -> list[str]:
        """Make a token that may do everything, one that has to be revoked, and one that ends soon."""
        made = []
        for name, more in ((self.witness, _ALL), ("revoked", ()), ("short", ("--expires", "1m"))):
            token = await self._machine.run("token", "create", name, *more, "--config", config, sink=None)
            made.append(self.planted.know(f"token {name}", token))
        await self._machine.run("token", "revoke", "revoked", "--config", config)
        return made

    async def _store_sources(self, rest: Rest, operator: Operator) -> dict[str, str]:
        """Store a source for each shape, whose first password is wrong; returns the right ones, by source."""
        right = {}
        for number, shape in enumerate(SHAPES):
            name, password = f"stored{number}", self.planted.new(f"right password with {shape}", shape)
            await self._admin.execute(f"DROP ROLE IF EXISTS {name}")
            await self._admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD {_quoted(password)}")
            wrong = self.planted.new(f"password over REST with {shape}", shape)
            options = {"connector": "postgres", **self._postgres.options(username=name, password=wrong)}
            await rest.ask("POST", "/sources/test", json=_split(options))
            await self._create(rest, name, options)
            for action in ("verify", "connect", "refresh"):
                await rest.ask("POST", f"/sources/{name}/{action}")
            await self._patch(rest, name, password=password)
            await rest.ask("POST", f"/sources/{name}/verify")
            # What works is tried before it is replaced, and stays.
            await self._patch(rest, name, password=self.planted.new(f"refused password with {shape}", shape))
            right[name] = password
        for echo in ("refuses", "cuts"):
            password = self.planted.new(f"tried password, server {echo}", "JSON")
            await rest.ask("POST", "/sources/test", json=_split(operator.echoing(echo, password)))
        await self._create(rest, "stored-leaky", operator.leaky_source("stored-leaky", refuses=True))
        await self._refuse_drafts(rest)
        return right

    async def _refuse_drafts(self, rest: Rest) -> None:
        """Write secrets over REST where they do not belong."""
        options = {"host": "a", "database": "b", "username": "c"}
        wrong = [{"pasword": 0}, {"port": 0}, {"password": [0]}, {"password": {"value": 0}}, {"sslmode": 0}]
        for number, each in enumerate(wrong):
            secret = self.planted.new(f"refused over REST {number}", "quotes")
            ((name, value),) = each.items()
            value = [secret] if value == [0] else {"value": secret} if value == {"value": 0} else secret
            body = {"name": "refused", "connector": "postgres", "config": {**options, name: value}}
            for method, path in (("POST", "/sources"), ("POST", "/sources/test"), ("PUT", "/sources/stored0")):
                await rest.ask(method, path, json=body, headers={"If-Match": "*"})
            await rest.ask(
                "PATCH",
                "/sources/stored0",
                json={"config": {name: value}, "pool": secret, "password": secret},
                headers={"If-Match": "*", "Content-Type": "application/merge-patch+json"},
            )
            await rest.ask("POST", "/sources", content=f'{{"name": "refused", "config": "{secret}'.encode())
            await rest.ask("POST", "/sources", json={**body, "password": secret, "limits": secret, "read_only": secret})

    async def _create(self, rest: Rest, name: str, options: dict) -> None:
        answer = await rest.ask("POST", "/sources", json={"name": name, **_split(options)})
        assert answer.status_code == 201, answer.text

    async def _patch(self, rest: Rest, name: str, **config: str) -> None:
        headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
        await rest.ask("PATCH", f"/sources/{name}", json={"config": config}, headers=headers)

    async def _make_mistakes(self, rest: Rest, operator: Operator, config: Path) -> None:
        """Reload files that are wrong; a few of them at the command line, too."""
        right = _text_of(config)
        mistakes = operator.mistakes(self.witness)
        for what, wrong in mistakes.items():
            _replace(config, wrong)
            answer = await rest.ask("POST", "/reload")
            assert answer.status_code == 409, (what, answer.text)
            self.sinks.put("configuration errors", answer.content)
        for what in ("two references", "unended", "pool size"):
            _replace(config, mistakes[what])
            await self._machine.run("config", "check", "--config", config)
        _replace(config, right)
        assert (await rest.ask("POST", "/reload")).status_code == 200

    async def _run_commands(self, config: Path, url: str, failing: dict) -> None:
        run = self._machine.run
        for words in (
            ("config", "check"),
            ("config", "schema"),
            ("sources", "list", "--json"),
            ("sources", "list", "--url", url),
            ("sources", "test", "text-json"),
            ("sources", "test", "odd-driver-option"),
            ("tools", "list", "--json"),
            ("tools", "call", "postgres_execute_query", "source=file-quotes", "query=SELECT 1"),
            ("token", "list", "--all", "--json"),
            ("keys", "status"),
        ):
            await run(*words, *(() if words == ("config", "schema") else ("--config", config)))
        await run("plugins", "--json")
        await run("budget", "--once", "--url", url)
        await run("reload", "--url", url)
        await run("reload", "--url", url, POWERSTRIP_TOKEN=self.planted.new("wrong token of a command"))
        await run("keys", "status", "--config", config, POWERSTRIP_KEY=self.planted.new("weak key"))
        await run("audit", "tail", "-n", "100000", "--config", config, sink="audit tail")
        for form in ("csv", "jsonl"):
            await run("audit", "export", "--format", form, "--config", config, sink=f"audit as {form}")

    def _collect_files(self) -> None:
        """Collect what the host has written: its store with journals, and everything beside it."""
        data = self._folder / "data-of-powerstrip.toml"
        store = set(data.glob("powerstrip.db*"))
        assert {each.name for each in store} >= {"powerstrip.db", "powerstrip.db-wal"}
        self.sinks.put_files("files of the store", store)
        self.sinks.put_files("other files", set(data.rglob("*")) - store)

    async def _change_the_key(self, config: Path, stored: dict[str, str]) -> None:
        """Start again with a new key before the old one, seal everything anew, and go on with the new one."""
        both = "\n".join(reversed(self._keys))
        host = await self._machine.start(config, POWERSTRIP_KEY=both)
        await self._machine.run("keys", "rotate", "--config", config, POWERSTRIP_KEY=both)
        await repeat_passwords(self.sinks, host.url, self._token, dict(list(stored.items())[:2]))
        await host.end(signal.SIGTERM)
        self._machine.environment["POWERSTRIP_KEY"] = self._keys[1]
        await self._machine.run("keys", "status", "--config", config)
        data = self._folder / "data-of-powerstrip.toml"
        self.sinks.put_files("files of the store", data.glob("powerstrip.db*"))

    async def _database(self, name: str, password: str) -> str:
        """Make a database with an owner; returns its URL."""
        for statement in (
            f"CREATE ROLE {name} LOGIN PASSWORD {_quoted(password)}",
            f"CREATE DATABASE {name} OWNER {name}",
        ):
            await self._admin.execute(statement)
        server = self._postgres
        return f"postgresql://{name}:{quote(password, safe='')}@{server.host}:{server.port}/{name}"

    async def _collect_tables(self) -> None:
        server = self._postgres
        store = await asyncpg.connect(
            host=server.host, port=server.port, user=server.username, password=server.password, database=self.witness
        )
        try:
            names = await store.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (name,) in names:
                for row in await store.fetch(f'SELECT * FROM "{name}"'):
                    for value in row.values():
                        self.sinks.put("tables of the store", value if isinstance(value, bytes) else str(value))
        finally:
            await store.close()

    async def _collect_database_files(self) -> None:
        """Collect the database's files and its journal; a server that is not our own keeps them to itself."""
        if self._postgres.certificates is None:
            return
        await self._admin.execute("CHECKPOINT")
        oid = await self._admin.fetchval("SELECT oid FROM pg_database WHERE datname = $1", self.witness)
        data = self._postgres.data
        changed = [*(data / "base" / str(oid)).iterdir(), *(data / "pg_wal").iterdir()]
        self.sinks.put_files("files of the database", changed)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _replace(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _split(options: dict) -> dict:
    """Return options as REST takes them."""
    return {
        "connector": options["connector"],
        "config": {key: each for key, each in options.items() if key != "connector"},
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

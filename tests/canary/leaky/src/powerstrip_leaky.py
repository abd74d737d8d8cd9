"""A connector with secrets of every shape, which it puts wherever a connector can put a text."""

import base64
import gc
import logging
import threading
import warnings
from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel, Field, SecretBytes, SecretStr

from powerstrip_sdk import Call, Connection, Connector, ConnectorError, SourceConfig, Unreachable, hookimpl, tool

Place = Literal["message", "detail", "bug", "several bugs", "log", "warning", "thread", "collected", "progress"]


class Login(BaseModel):
    """Secrets inside of an option."""

    user: str = "reader"
    password: SecretStr = SecretStr("")


class LeakyConfig(SourceConfig):
    """Secrets of every shape."""

    word: SecretStr
    raw: SecretBytes = SecretBytes(b"")
    login: Login = Login()
    keys: list[SecretStr] = Field([], description="Any number.")
    headers: dict[str, SecretStr] = Field({}, description="By name.")
    refuses: bool = Field(False, description="Whether connecting fails.")

    def all_secrets(self) -> list[str]:
        """Return them as they are."""
        found = [
            self.word.get_secret_value(),
            self.raw.get_secret_value().decode(),
            self.login.password.get_secret_value(),
        ]
        found += [each.get_secret_value() for each in [*self.keys, *self.headers.values()]]
        return [*found, *map(str, self.additional_params.values())]


def _forms(secret: str) -> list[str]:
    data = secret.encode()
    return [
        secret,
        repr(secret),
        ascii(secret),
        quote(secret, safe=""),
        data.hex(),
        base64.b64encode(data).decode(),
        base64.b64encode(b"reader:" + data).decode(),
    ]


class Leaky(Connection):
    """Knows its options."""

    def __init__(self, config: LeakyConfig) -> None:
        self.config = config

    async def close(self) -> None:
        """Do nothing."""


class Uncollected:
    """Fails when it is collected."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __del__(self) -> None:
        raise ValueError(self.text)


async def _connect(config: LeakyConfig) -> Leaky:
    if config.refuses:
        raise Unreachable(f"cannot log in with {config.all_secrets()}", detail=f"{config!r} {config.all_secrets()}")
    return Leaky(config)


def _fail(text: str) -> None:
    raise ValueError(text)


def _log(texts: list[str]) -> None:
    for text in texts:
        logging.getLogger("leaky").error("%s and %r", text, text)


def _warn(texts: list[str]) -> None:
    for text in texts:
        warnings.warn(text, stacklevel=1)


def _collect(texts: list[str]) -> None:
    for text in texts:
        Uncollected(text)
    gc.collect()


def _end_threads(texts: list[str]) -> None:
    for text in texts:
        thread = threading.Thread(target=_fail, args=(text,))
        thread.start()
        thread.join()


def _fail_in_many_ways(texts: list[str]) -> None:
    raise ExceptionGroup(texts[0], [ValueError(text) for text in texts])


def _fail_in_detail(texts: list[str]) -> None:
    raise ConnectorError("the source failed", detail=" ".join(texts))


def _tell(texts: list[str]) -> None:
    raise ConnectorError(" ".join(texts))


def _bug(texts: list[str]) -> None:
    raise ValueError(texts)


_PLACES = {
    "message": _tell,
    "detail": _fail_in_detail,
    "bug": _bug,
    "several bugs": _fail_in_many_ways,
    "log": _log,
    "warning": _warn,
    "thread": _end_threads,
    "collected": _collect,
}


@tool(connector="leaky", read_only=True)
async def leak(connection: Leaky, call: Call, place: Place, cut: int = 0) -> str:
    """Put every secret, in every form, into one place; with `cut` only the first one, behind so many characters."""
    secrets = connection.config.all_secrets()
    texts = ["." * cut + secrets[0]] if cut else [form for secret in secrets for form in _forms(secret)]
    if place == "progress":
        for text in texts:
            await call.progress(text)
    else:
        _PLACES[place](texts)
    return "done"


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """Declare the connector."""
    return [Connector(name="leaky", config=LeakyConfig, connect=_connect)]


@hookimpl
def powerstrip_tools() -> list:
    """Declare the tool."""
    return [leak]

"""Tests that nobody is told a secret."""

from collections.abc import Iterator, Mapping
from typing import Any

import anyio
import pytest
from pydantic import SecretBytes, SecretStr

from powerstrip_sdk.connector import SourceConfig
from powerstrip_sdk.errors import ConnectorError
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier

__all__ = ["SecrecyTests", "check_secrets", "is_secret", "told_by"]

_CANARY = "canary-4e1c-{}"
#: A shorter secret, such as the "test" of a test server, may well stand in an answer by chance.
_SHORTEST = 6


@pytest.mark.anyio
class SecrecyTests(Subject):
    """A secret shows up in no error, log, output or result."""

    @tier("gold")
    async def test_secrets_are_told_nowhere(
        self, config: dict[str, Any], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Neither a source that works nor one with canaries for secrets tells any of them."""
        fields = [name for name, field in self.record.config.model_fields.items() if is_secret(field.annotation)]
        if not fields:
            self.does_not_apply("the config has no secrets")
        caplog.set_level(0)
        for options in (config, config | {name: _CANARY.format(name) for name in fields}):
            checked = self.validated(options)
            caplog.clear()
            told = {"an answer, error or repr": [each async for each in self._told(options)]}
            told["a log"] = [*map(str, (record.__dict__ for record in caplog.records)), caplog.text]
            told["the output"] = list(capfd.readouterr())
            for where, texts in told.items():
                check_secrets(texts, checked, where)

    async def _told(self, options: Mapping[str, Any]) -> Any:
        """Yield everything that a source tells while all its tools are run."""
        try:
            async with self.opened(options) as connection:
                yield repr(connection)
                for tool, arguments in [*self.runnable(), *self._failing()]:
                    for text in await self._texts(connection, tool, arguments):
                        yield text
                    if not connection.idle:
                        return
                    await connection.reset()
        except ConnectorError as error:
            for text in told_by(error):
                yield text

    async def _texts(self, connection: Any, tool: Any, arguments: Mapping[str, Any]) -> list[str]:
        try:
            with anyio.fail_after(self.connect_deadline):
                return [repr(await self.run(connection, tool, arguments))]
        except ConnectorError as error:
            return list(told_by(error))

    def _failing(self) -> list[tuple[Any, Mapping[str, Any]]]:
        return [(self.declared.tool(name), arguments) for name, (arguments, _error) in self.failing.items()]


def is_secret(annotation: Any) -> bool:
    """Whether an annotation is one of pydantic's secret types, or a union with one.

    Args:
        annotation: of a config's field.
    """
    if annotation in (SecretStr, SecretBytes):
        return True
    return any(is_secret(member) for member in getattr(annotation, "__args__", ()))


def told_by(error: BaseException) -> Iterator[str]:
    """Yield all texts of an error and of those that led to it, which a log may show.

    Args:
        error: what was raised.
    """
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield from (str(each), repr(each), str(getattr(each, "detail", "")))
        each = each.__cause__ or each.__context__


def check_secrets(texts: Any, config: SourceConfig, where: str) -> None:
    """Fail if one of the texts holds a secret of a config.

    Args:
        texts: what was told.
        config: whose secrets are looked for.
        where: says in the message where the texts are from.
    """
    secrets = list(_secrets(config))
    for text in texts:
        assert not any(secret in text for secret in secrets), f"{where} tells a secret"


def _secrets(config: SourceConfig) -> Iterator[str]:
    for name in type(config).model_fields:
        value = getattr(config, name)
        if isinstance(value, SecretStr | SecretBytes):
            revealed = value.get_secret_value()
            text = revealed if isinstance(revealed, str) else revealed.decode(errors="replace")
            if len(text) >= _SHORTEST:
                yield text

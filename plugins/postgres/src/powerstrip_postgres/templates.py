"""A template's statement as one connection keeps it: parsed by the server, and with all decided that a call needs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from powerstrip_postgres.errors import refused_parameter
from powerstrip_postgres.json_rows import json_rows
from powerstrip_postgres.nested import is_flat
from powerstrip_postgres.raw import may_be_raw, raw_codecs, raw_parameter
from powerstrip_postgres.values import Converter, columns, converted, misfit, parameter_converters
from powerstrip_postgres.wire import Driver, Record, Type
from powerstrip_sdk import Column, Row, Rows

__all__ = ["PreparedTemplate", "prepare_template"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedTemplate:
    """A template's statement on one connection.

    Args:
        fetch: runs the statement with its parameters as the driver wants them, and returns its first rows.
        columns: of its rows.
        types: of its parameters.
        converters: of its parameters.
        plain: turns records into rows that JSON holds as they are.
    """

    fetch: Callable[[Sequence[Any]], Awaitable[list[Record]]]
    columns: tuple[Column, ...]
    types: Sequence[Type]
    converters: Sequence[Converter | None]
    plain: Callable[[list[Record]], list[Row]]

    def values(self, params: Sequence[Any]) -> list[Any]:
        """Return the parameters as the driver wants them.

        Args:
            params: as they came from JSON.

        Raises:
            InvalidArguments: if there are too few or too many, or if one does not fit its type.
        """
        return converted(self.types, self.converters, params)

    async def fetch_all(self, values: Sequence[Any]) -> list[Record]:
        """Run the statement, with an error that tells which parameter could not be written.

        Args:
            values: of its parameters, as the driver wants them.

        Raises:
            InvalidArguments: if one does not fit its type.
        """
        try:
            return await self.fetch(values)
        except Exception as error:
            if (told := self.error(error)) is not error:
                raise told from error
            raise

    def rows(self, records: list[Record]) -> Rows:
        """Return what the statement answered.

        Args:
            records: as far as they were fetched.
        """
        return Rows(columns=self.columns, rows=self.plain(records), keep=False, plain=True)

    def error(self, error: Exception) -> Exception:
        """Return the error of a parameter that the driver could not write, any other as it is.

        Args:
            error: of the driver's.
        """
        position = refused_parameter(error)
        return misfit(self.types, position) if position else error


async def prepare_template(driver: Driver, sql: str, name: str, rows: int) -> PreparedTemplate | None:
    """Let the server parse a template's statement, and keep it.

    Args:
        driver: of the connection.
        sql: one SELECT.
        name: that no other statement of the connection has.
        rows: the most that the server sends.

    Returns:
        None if its rows are none that may be fetched at once: they have no columns, or hold values within values.
    """
    statement = await driver.prepare(sql, name=name)
    attributes, types = statement.get_attributes(), statement.get_parameters()
    if not attributes or not all(is_flat(each.type) for each in attributes):
        return None
    converters = parameter_converters(types)
    if is_raw := may_be_raw(attributes, types):
        converters = list(map(raw_parameter, types, converters))
        async with raw_codecs(driver):
            statement = await driver.prepare(sql, name=f"{name}_raw")
    return PreparedTemplate(
        fetch=driver.fetching(statement, rows),
        columns=columns(attributes),
        types=types,
        converters=converters,
        plain=json_rows(attributes, is_raw=is_raw),
    )

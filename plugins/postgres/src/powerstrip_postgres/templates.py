"""A template's statement as one connection keeps it: parsed by the server, and with all decided that a call needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from powerstrip_postgres.errors import refused_parameter
from powerstrip_postgres.json_rows import json_rows
from powerstrip_postgres.nested import is_flat
from powerstrip_postgres.values import Converter, columns, converted, misfit, parameter_converters
from powerstrip_postgres.wire import Driver, PreparedStatement, Record, Type
from powerstrip_sdk import Column, Row, Rows

__all__ = ["PreparedTemplate", "prepare_template"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedTemplate:
    """A template's statement on one connection.

    Args:
        statement: that the server has parsed.
        columns: of its rows.
        types: of its parameters.
        converters: of its parameters.
        plain: turns records into rows that JSON holds as they are.
    """

    statement: PreparedStatement
    columns: tuple[Column, ...]
    types: Sequence[Type]
    converters: Sequence[Converter | None]
    plain: Callable[[list[Record]], list[Row]]

    async def run(self, driver: Driver, params: Sequence[Any], rows: int) -> Rows:
        """Run it in one round trip.

        Args:
            driver: that prepared it.
            params: its parameters, as they came from JSON.
            rows: the most that are fetched.

        Raises:
            InvalidArguments: if a parameter does not fit its type, or their number is wrong.
        """
        values = converted(self.types, self.converters, params)
        try:
            records = await driver.fetch_prepared(self.statement, values, rows)
        except Exception as error:
            if position := refused_parameter(error):
                raise misfit(self.types, position) from error
            raise
        return Rows(columns=self.columns, rows=self.plain(records), keep=False, plain=True)


async def prepare_template(driver: Driver, sql: str, name: str) -> PreparedTemplate | None:
    """Let the server parse a template's statement, and keep it.

    Args:
        driver: of the connection.
        sql: one SELECT.
        name: that no other statement of the connection has.

    Returns:
        None if its rows are none that may be fetched at once: they have no columns, or hold values within values.
    """
    statement = await driver.prepare(sql, name=name)
    attributes, types = statement.get_attributes(), statement.get_parameters()
    if not attributes or not all(is_flat(each.type) for each in attributes):
        return None
    return PreparedTemplate(
        statement=statement,
        columns=columns(attributes),
        types=types,
        converters=parameter_converters(types),
        plain=json_rows(attributes),
    )

"""Tests of the JSON Schemas that clients get."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped, unused-ignore]

from powerstrip_sdk.json_schema import input_schema
from powerstrip_sdk.testing.declared import declared
from powerstrip_sdk.testing.fingerprint import ACCEPT, accepts, difference, fingerprint, fingerprint_file
from powerstrip_sdk.testing.portable import input_surprises, output_surprises
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier
from powerstrip_sdk.tool import Tool

__all__ = ["SchemaTests"]


class SchemaTests(Subject):
    """Every client reads the schemas, and finds them as they were."""

    @tier("bronze")
    def test_schemas_are_plain_objects(self) -> None:
        """One unreadable schema breaks the list of tools for some clients."""
        for tool in self.declared.callable:
            for schema in _schemas(tool):
                Draft202012Validator.check_schema(schema)
                assert schema.get("type") == "object", f"{tool.name}: the root of a schema is no object"

    @tier("bronze")
    def test_schemas_are_portable(self) -> None:
        """Clients and models' providers read different parts of JSON Schema; see `powerstrip_sdk.testing.portable`."""
        found = []
        for tool in self.declared.callable:
            found += [f"{tool.name}: {surprise}" for surprise in input_surprises(input_schema(tool.params))]
            if tool.result.schema is not None:
                found += [f"{tool.name}, result: {surprise}" for surprise in output_surprises(tool.result.schema)]
        assert not found, "not every client reads these schemas:\n" + "\n".join(found)

    @tier("bronze")
    def test_declaring_again_gives_the_same(self) -> None:
        """What a plugin declares depends on nothing that happened before."""
        first = fingerprint(self.declared, self.connector)
        assert fingerprint(declared(self.plugin), self.connector) == first, "declaring twice gives two results"

    @tier("platinum")
    def test_the_schemas_are_those_that_were_accepted(self) -> None:
        """What clients and operators rely on changes only when the author says so."""
        file = fingerprint_file(type(self), self.connector)
        found = fingerprint(self.declared, self.connector)
        if accepts(found, file):
            return
        how = f"run the tests once with {ACCEPT}=1 and commit {file.name}"
        if not file.is_file():
            pytest.skip(f"no schemas were accepted so far: {how}")
        changes = difference(found, file)
        assert not changes, f"the schemas have changed; if they should, {how}\n{changes}"


def _schemas(tool: Tool) -> list[dict[str, Any]]:
    return [schema for schema in (input_schema(tool.params), tool.result.schema) if schema is not None]

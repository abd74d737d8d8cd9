"""Tests of the texts that models, operators and people read."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from powerstrip_sdk.connector import Connector
from powerstrip_sdk.errors import DeclarationError
from powerstrip_sdk.json_schema import input_schema
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier
from powerstrip_sdk.text import check_texts
from powerstrip_sdk.tool import Tool

__all__ = ["DescriptionTests"]

#: Characters; 1,024 is the most that OpenAI takes for a function.
_TOOL_LENGTH = range(10, 1025)
_PARAMETER_LENGTH = range(4, 1025)
#: What is left behind where a text was to be written later.
_PLACEHOLDER = re.compile(
    r"\b(TODO|FIXME|TBD|XXX)\b|(?i:lorem ipsum)|\.\.\.$|^\W*$|^(?i:description|none|n/a|test)\.?$"
)


class DescriptionTests(Subject):
    """Everything is described, by texts that help."""

    @tier("bronze")
    def test_tools_and_parameters_are_described(self) -> None:
        """The descriptions are all that a model knows."""
        for tool in self.declared.callable:
            assert tool.description.strip(), f"{tool.name} has no description"
            silent = sorted(name for name, text in _parameters(tool).items() if not text)
            assert not silent, f"{tool.name}: parameters without a description: {silent}"

    @tier("bronze")
    def test_descriptions_help_a_model(self) -> None:
        """They are of a length that models' providers take, say more than the name, and are not left for later."""
        found: list[str] = []
        for tool in self.declared.callable:
            found += _faults(tool.name, tool.description, _TOOL_LENGTH, tool.name)
            for name, text in _parameters(tool).items():
                if text:
                    found += _faults(f"{tool.name}, parameter {name!r}", text, _PARAMETER_LENGTH, name)
        assert not found, "descriptions that do not help:\n" + "\n".join(found)

    @tier("bronze")
    def test_no_two_descriptions_are_the_same(self) -> None:
        """A model chooses between tools, and between parameters of one tool, by their descriptions."""
        found = _twice({tool.name: tool.description for tool in self.declared.callable})
        for tool in self.declared.callable:
            found += [f"{tool.name}: {same}" for same in _twice(_parameters(tool))]
        assert not found, f"described by the same text: {'; '.join(found)}"

    @tier("bronze")
    def test_names_and_descriptions_hide_nothing(self) -> None:
        """Characters that people do not see could tell a model something else than them."""
        try:
            for tool in self.declared.callable:
                shown = [tool.title, tool.description, input_schema(tool.params), tool.result.schema]
                check_texts(shown, f"tool {tool.name!r}")
            _check_connector_texts(self.record)
        except DeclarationError as error:
            raise AssertionError(str(error)) from error

    @tier("bronze")
    def test_options_are_described(self) -> None:
        """The descriptions become forms, command-line help and documentation."""
        fields = self.record.config.model_fields
        silent = sorted(name for name, field in fields.items() if not field.description)
        assert not silent, f"options without a description: {silent}"


def _parameters(tool: Tool) -> dict[str, str]:
    properties: Mapping[str, Any] = input_schema(tool.params)["properties"]
    return {name: schema.get("description", "").strip() for name, schema in properties.items()}


def _faults(what: str, text: str, length: range, name: str) -> Iterator[str]:
    if len(text) not in length:
        yield f"{what}: {len(text)} characters, which should be {length.start} to {length.stop - 1}"
    if found := _PLACEHOLDER.search(text):
        yield f"{what}: {found[0]!r} is left behind in it"
    if _words(text) == _words(name):
        yield f"{what}: it says no more than the name"


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _twice(texts: Mapping[str, str]) -> list[str]:
    names: dict[str, list[str]] = {}
    for name, text in texts.items():
        names.setdefault(_words(text), []).append(name)
    return [f"{', '.join(same)}" for words, same in names.items() if words and len(same) > 1]


def _check_connector_texts(connector: Connector) -> None:
    check_texts([connector.title, connector.description], f"connector {connector.name!r}")
    check_texts(connector.config.model_json_schema(), f"connector {connector.name!r}: config")
    for resource in connector.resources:
        check_texts([resource.path, resource.title, resource.description], f"resource {resource.path!r}")
    for prompt in connector.prompts:
        arguments = [{"name": each.name, "description": each.description} for each in prompt.arguments]
        check_texts([prompt.title, prompt.description, arguments], f"prompt {prompt.name!r}")

"""From what a tool returned to what a client reads."""

import base64
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

import orjson

from powerstrip.errors import CallError, QuestionOpen
from powerstrip_sdk import Audio, Column, Content, EmbeddedResource, Image, Text
from powerstrip_sdk.plain import plain
from powerstrip_sdk.text import escaped

__all__ = [
    "ERROR_META",
    "Reply",
    "blocks",
    "document",
    "encode_row",
    "encode_rows",
    "error_facts",
    "error_reply",
    "kept_rows_head",
    "rows_head",
    "rows_text",
    "sent_size",
    "structured_reply",
]

ERROR_META = "powerstrip/error"
_ROWS = frozenset({tuple, list})
#: Types whose values are written exactly with `_EXACTLY` and, where JSON has no word for them, by `plain`.
_SIMPLE = frozenset(
    {type(None), bool, int, float, str, bytes, Decimal, UUID, datetime.date, datetime.datetime, datetime.time}
    | {datetime.timedelta}
)
#: Heads of the rows that were rendered last, and their size as they are sent, by the identity of their columns, which
#: live as long as they are here.
_heads: dict[int, tuple[tuple[Column, ...], bytes, int]] = {}
_MOST_HEADS, _LONGEST_HEAD, _NO_HEAD = 512, 4096, (None, b"", 0)
_EXACTLY = orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME


# Not frozen: one is made in each call, and would take twice as long.
@dataclass(slots=True, kw_only=True)
class Reply:
    """The answer to a call, as MCP shapes it.

    Args:
        content: blocks for the model.
        structured: the same as an object, for tools with an output schema.
        error: what went wrong, None if nothing did.
        rows: rows in this answer, for the audit.
        question: what a person must be asked before there is an answer.
        measured: the size, where it is known already.
    """

    content: list[dict[str, Any]]
    structured: dict[str, Any] | None = None
    error: CallError | None = None
    rows: int | None = None
    question: QuestionOpen | None = None
    measured: int | None = None

    @property
    def size(self) -> int:
        """Bytes of the content and of the structured content, as they are sent."""
        if self.measured is not None:
            return self.measured
        structured = 0 if self.structured is None else len(orjson.dumps(self.structured))
        return structured + sum(_size(block.get("resource", block)) for block in self.content)

    def wire(self) -> dict[str, Any]:
        """Return the result of `tools/call`."""
        result: dict[str, Any] = {"content": self.content, "isError": self.error is not None}
        if self.structured is not None:
            result["structuredContent"] = self.structured
        if self.error is not None:
            result["_meta"] = {ERROR_META: error_facts(self.error)}
        return result


def _size(block: Mapping[str, Any]) -> int:
    return sum(sent_size(block[key].encode()) for key in ("text", "data", "blob") if key in block)


def sent_size(text: bytes) -> int:
    """Return the bytes that a text takes inside of a JSON string.

    Clients give up on answers that are too long as they arrive, and in rows of short strings every third byte is a
    quotation mark, which arrives as two.

    Args:
        text: without control characters, which JSON that was encoded before has none of.
    """
    return len(text) + text.count(b'"') + text.count(b"\\")


def error_reply(error: CallError) -> Reply:
    """Return the answer for a call that failed."""
    return Reply(content=[_text(f"{error.code}: {error}")], error=error)


def error_facts(error: CallError) -> dict[str, Any]:
    """Return what a program at the client can act on."""
    facts: dict[str, Any] = {"code": error.code, **error.facts}
    if error.retry_after is not None:
        facts["retry_after_ms"] = max(1, round(error.retry_after * 1000))
    return facts


def structured_reply(structured: dict[str, Any]) -> Reply:
    """Return the answer of a tool with an output schema: the object, and the same as text that hides nothing."""
    return Reply(content=[_text(escaped(orjson.dumps(structured).decode()))], structured=structured)


def blocks(returned: str | Content | Sequence[str | Content] | None) -> list[dict[str, Any]]:
    """Return the content blocks for text, pictures, sounds and embedded resources."""
    if returned is None:
        return []
    if isinstance(returned, (str, Text, Image, Audio, EmbeddedResource)):
        return [_block(returned)]
    return [_block(each) for each in returned]


def kept_rows_head(columns: Sequence[Column]) -> tuple[bytes, int]:
    """Return how the text of rows begins, and the bytes that this takes as it is sent.

    Args:
        columns: of the rows; a connector may return the same tuple many times.
    """
    kept, head, size = _heads.get(id(columns), _NO_HEAD)
    if kept is columns:
        return head, size
    head = rows_head(columns)
    size = sent_size(head)
    if type(columns) is tuple and len(head) <= _LONGEST_HEAD:
        if len(_heads) >= _MOST_HEADS:
            _heads.clear()
        _heads[id(columns)] = columns, head, size
    return head, size


def rows_head(columns: Iterable[Column]) -> bytes:
    """Return how the text of rows begins, up to the first of them.

    Args:
        columns: of the rows.
    """
    shown = orjson.dumps([{"name": column.name, "type": column.type} for column in columns])
    return b'{"columns":%b,"rows":[' % escaped(shown.decode()).encode()


def rows_text(
    head: bytes,
    rows: Iterable[bytes],
    *,
    truncated: bool,
    following: str | None,
    more: Mapping[str, Any] | None = None,
) -> str:
    """Return rows as compact JSON.

    Args:
        head: by `rows_head`.
        rows: by `encode_row` or `encode_rows`.
        truncated: whether there are rows that are not in this answer.
        following: handle to read on with.
        more: further members.
    """
    tail = orjson.dumps({"truncated": truncated, "next": following, **(more or {})})
    return b"".join((head, b",".join(rows), b"],", tail[1:])).decode()


def encode_rows(rows: Sequence[Sequence[Any]], width: int, *, is_plain: bool = False) -> bytes:
    """Return rows as JSON arrays with commas between them, with every value exact; faster than one by one.

    Args:
        rows: the values of each.
        width: number of columns.
        is_plain: whether every value is one that JSON holds as it is.

    Raises:
        CallError: see `encode_row`.
    """
    if set(map(type, rows)) <= _ROWS and set(map(len, rows)) <= {width}:
        kinds = set() if is_plain else set(map(type, chain.from_iterable(rows)))
        if kinds <= _SIMPLE:
            try:
                text = orjson.dumps(rows, plain, orjson.OPT_STRICT_INTEGER if is_plain else _EXACTLY)
            except TypeError:
                text = b""
            # What is not finite is no number of JSON, and came out as null.
            if text and (float not in kinds or b"null" not in text):
                return text[1:-1]
    return b",".join([encode_row(row, width, is_plain=is_plain) for row in rows])


def encode_row(row: Sequence[Any], width: int, *, is_plain: bool = False) -> bytes:
    """Return one row as a JSON array, with every value exact.

    Args:
        row: the values.
        width: number of columns.
        is_plain: whether every value is one that JSON holds as it is.

    Raises:
        CallError: `internal` if the row does not fit the columns, `unsupported` if a value is nested too deeply.
    """
    if not isinstance(row, (tuple, list)) or len(row) != width:
        raise CallError("internal", f"the connector returned a row that does not fit its {width} columns")
    values = row if is_plain else [plain(value) for value in row]
    try:
        return orjson.dumps(values)
    except TypeError:
        return orjson.dumps(_without_surrogates(values))


def _without_surrogates(value: Any) -> Any:
    """Half of a surrogate pair is legal in the JSON of an engine, and in no UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, (tuple, list)):
        return [_without_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    return value


def _block(each: str | Content) -> dict[str, Any]:
    if isinstance(each, str):
        return _text(each)
    if isinstance(each, Text):
        return _text(each.text)
    if not isinstance(each.mime_type, str):
        raise TypeError(f"{type(each).__name__} has no MIME type")
    if isinstance(each, EmbeddedResource):
        return {"type": "resource", "resource": document(each.uri, each.content, each.mime_type)}
    kind = "image" if isinstance(each, Image) else "audio"
    return {"type": kind, "data": base64.b64encode(each.data).decode(), "mimeType": each.mime_type}


def document(uri: str, content: str | bytes, mime_type: str) -> dict[str, Any]:
    """Return the contents of a resource."""
    shown: dict[str, Any] = {"uri": uri, "mimeType": mime_type}
    if isinstance(content, str):
        return {**shown, "text": content}
    return {**shown, "blob": base64.b64encode(content).decode()}


def _text(text: str) -> dict[str, Any]:
    if not isinstance(text, str):
        raise TypeError("a block of text holds no text")
    return {"type": "text", "text": text}

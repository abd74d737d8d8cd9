"""What a statement is and what it names: its tree is walked, every node of it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from anyio import CapacityLimiter, to_thread

from powerstrip_postgres.nodes import Node, UnknownField, nodes
from powerstrip_postgres.parser import parse
from powerstrip_postgres.remembered import Remembered
from powerstrip_postgres.statement import refused_kind
from powerstrip_sdk import ConnectorError, RefusedReadOnly, RefusedStatement, SyntaxFault

__all__ = ["Name", "Names", "called", "read_statement"]

#: A name as it is written: `("lower",)` or `("pg_catalog", "lower")`.
Name: TypeAlias = tuple[str, ...]

#: Shorter texts are parsed at once, and what they name stays in memory: usual ones take half a millisecond, and the
#: densest, a list of a thousand bytes, up to twenty.
_SHORT = 1_000
_REMEMBERED = 2_048
#: All of those together; what a text names takes up to some thirty bytes for each character of it.
_REMEMBERED_CHARACTERS = 500_000
#: Long texts of many callers do not take every processor.
_LONG_AT_ONCE = 2

#: The kinds that a statement may be made of which only reads.
_KNOWN = frozenset(
    {"A_ArrayExpr", "A_Const", "A_Expr", "A_Indices", "A_Indirection", "A_Star", "Alias", "BitString", "BoolExpr"}
    | {"Boolean", "BooleanTest", "CTECycleClause", "CTESearchClause", "CaseExpr", "CaseWhen", "CoalesceExpr"}
    | {"CollateClause", "ColumnDef", "ColumnRef", "CommonTableExpr", "DefElem", "ExplainStmt", "Float", "FuncCall"}
    | {"GroupingFunc", "GroupingSet", "Integer", "JoinExpr", "JsonAggConstructor", "JsonArgument", "JsonArrayAgg"}
    | {"JsonArrayConstructor", "JsonArrayQueryConstructor", "JsonBehavior", "JsonFormat", "JsonFuncExpr"}
    | {"JsonIsPredicate", "JsonKeyValue", "JsonObjectAgg", "JsonObjectConstructor", "JsonOutput", "JsonParseExpr"}
    | {"JsonReturning", "JsonScalarExpr", "JsonSerializeExpr", "JsonTable", "JsonTableColumn", "JsonTablePathSpec"}
    | {"JsonValueExpr", "List", "MinMaxExpr", "NamedArgExpr", "NullTest", "ParamRef", "ParseResult", "RangeFunction"}
    | {"RangeSubselect", "RangeTableFunc", "RangeTableFuncCol", "RangeTableSample", "RangeVar", "RawStmt", "ResTarget"}
    | {"RowExpr", "SQLValueFunction", "SelectStmt", "SortBy", "String", "SubLink", "TypeCast", "TypeName"}
    | {"VariableShowStmt", "WindowDef", "WithClause", "XmlExpr", "XmlSerialize"}
)
#: What writes or locks inside of a SELECT.
_WRITING = {
    "DeleteStmt": "DELETE",
    "InsertStmt": "INSERT",
    "IntoClause": "SELECT INTO",
    "LockingClause": "a locking clause such as FOR UPDATE",
    "MergeStmt": "MERGE",
    "UpdateStmt": "UPDATE",
}
#: Forms of the newest grammar that an older server takes for the call of a function of that name.
_FORMS = {
    "JsonArrayAgg": ("json_arrayagg",),
    "JsonArrayConstructor": ("json_array",),
    "JsonArrayQueryConstructor": ("json_array",),
    "JsonFuncExpr": ("json_exists", "json_query", "json_value"),
    "JsonObjectAgg": ("json_objectagg",),
    "JsonObjectConstructor": ("json_object",),
    "JsonParseExpr": ("json",),
    "JsonScalarExpr": ("json_scalar",),
    "JsonSerializeExpr": ("json_serialize",),
    "JsonTable": ("json_table",),
}
#: In which field which kind lists the parts of an operator's name.
_OPERATORS = {"A_Expr": "name", "SortBy": "use_op", "SubLink": "oper_name"}
#: Operators that are called without being written: `CASE a WHEN b`, `JOIN ... USING`, `IN (SELECT ...)`.
_IMPLIED = {"CaseExpr": ("=",), "JoinExpr": ("=",), "SubLink": ("=",)}
#: What the grammar calls an operator, in several forms, and the server turns into these.
_BETWEEN, _COMPARING = "BETWEEN", ("<", "<=", ">", ">=")
#: Functions that read a text as a value of the type whose name is their second argument, and so run the type's checks.
_OF_TYPES = frozenset({"pg_input_error_info", "pg_input_is_valid"})
#: The longest name of a type in a text, with its schema and quotes; it may come out of a statement of any depth.
_LONGEST_TYPE = 300
#: Of EXPLAIN; all that do not run the statement.
_EXPLAIN_OPTIONS = frozenset({"buffers", "costs", "format", "generic_plan", "memory", "settings", "summary", "verbose"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a statement names, wherever it names it.

    Args:
        calls: what it calls, or may call: for the server `('f'::text).pg_read_file` is a call.
        columns: the last parts of qualified columns; `t.total` calls `total(t)` where `t` has no such column, which may
            also be one of the server's functions: `t` is no row but the value itself in `FROM abs(1) t`.
        relations: tables, views and whatever else stands in FROM, also names that WITH defines.
        operators: by name.
        types: by name, those of casts, of column definitions and of constants.
        is_select: whether the statement is a SELECT, and not EXPLAIN or SHOW.
    """

    calls: set[Name] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    relations: set[Name] = field(default_factory=set)
    operators: set[Name] = field(default_factory=set)
    types: set[Name] = field(default_factory=set)
    is_select: bool = False


_known: Remembered[Names] = Remembered(_REMEMBERED, characters=_REMEMBERED_CHARACTERS)


async def read_statement(sql: str) -> Names:
    """Make sure that a text is one statement which only reads, as far as its tree shows, and return what it names.

    Args:
        sql: as the caller wrote it, without NUL characters.

    Raises:
        LimitExceeded: if it is too long or too deep.
        RefusedReadOnly: if it would write or lock.
        RefusedStatement: if it is none, more than one, or of another kind than SELECT, EXPLAIN of a SELECT, and SHOW.
        SyntaxFault: if it is not valid.
    """
    if len(sql) <= _SHORT:
        return _read_short(sql)
    return await to_thread.run_sync(_read_long, sql, limiter=_limiter())


def _read_short(sql: str) -> Names:
    # By the whole text and nothing less, so that no statement passes for another one.
    names = _known.get(sql)
    if names is None:
        names = _read(sql, parse(sql, deep=False))
        _known.put(sql, names)
    return names


def _read_long(sql: str) -> Names:
    return _read(sql, parse(sql, deep=True))


def _read(sql: str, tree: bytes) -> Names:
    try:
        walk = nodes(tree)
        names = Names(is_select=_check_statement(sql, next(walk)) == "SelectStmt")
        for node in walk:
            if node.name not in _KNOWN:
                raise _refused_node(node)
            _collect(node, names)
    except UnknownField as error:
        raise RefusedStatement("the statement holds something that cannot be checked", detail=str(error)) from error
    return names


def _check_statement(sql: str, root: Node) -> str:
    """Refuse what is not one statement that reads, and return its kind."""
    statements = list(root.below("stmts"))
    if not statements:
        raise RefusedStatement("there is no statement in the text")
    if len(statements) > 1:
        raise RefusedStatement("only one statement can be run at a time")
    (statement,) = statements[0].below("stmt")
    if statement.name == "ExplainStmt":
        _check_explain(statement)
    elif statement.name not in ("SelectStmt", "VariableShowStmt"):
        raise refused_kind(sql)
    return statement.name


def _check_explain(statement: Node) -> None:
    (explained,) = statement.below("query")
    if explained.name != "SelectStmt":
        raise RefusedReadOnly("EXPLAIN only takes a SELECT here, as this source only reads")
    for option in statement.below("options"):
        name = option.text("defname")
        if name not in _EXPLAIN_OPTIONS:
            raise RefusedStatement(f"EXPLAIN may not run the statement, leave the option {name.upper()!r} out")


def _refused_node(node: Node) -> ConnectorError:
    if words := _WRITING.get(node.name):
        return RefusedReadOnly(f"the statement holds {words}, and this source only reads")
    return RefusedStatement(f"the statement holds a {node.name!r}, which is not known to only read")


def _collect(node: Node, names: Names) -> None:
    match node.name:
        case "FuncCall":
            names.calls.add(node.strings("funcname"))
            if node.strings("funcname")[-1] in _OF_TYPES:
                names.types.update(_types_in_text(node))
        case "RangeTableSample":
            names.calls.add(node.strings("method"))
        case "A_Indirection":
            names.calls.update((each,) for each in node.strings("indirection"))
        case "ColumnRef":
            names.columns.update(node.strings("fields")[1:])
        case "RangeVar":
            names.relations.add(tuple(filter(None, (node.text("schemaname"), node.text("relname")))))
        case "TypeName":
            names.types.add(node.strings("names"))
        case kind if kind in _FORMS:
            names.calls.update((each,) for each in _FORMS[kind])
        case kind if kind in _OPERATORS or kind in _IMPLIED:
            names.operators.update(_operators(kind, node))


def called(node: Node) -> set[str]:
    """Return the names of the functions that a node calls, or may call, without their schemas.

    Args:
        node: of a statement of any kind.
    """
    names = Names()
    if node.name in ("A_Indirection", "ColumnRef", "FuncCall", "RangeTableSample"):
        _collect(node, names)
    return {call[-1] for call in names.calls} | names.columns


def _types_in_text(call: Node) -> Iterator[Name]:
    """Read the type whose name a function is given as a text, in the grammar that the server reads it with."""
    others = list(call.below("args"))[1:]
    text = "".join(each.text("sval") for other in others for each in other.below("sval") if other.name == "A_Const")
    found: list[Node] = []
    if len(others) == 1 and len(text) <= _LONGEST_TYPE:
        with suppress(SyntaxFault):
            found = [node for node in nodes(parse(f"SELECT NULL::{text}", deep=False)) if node.name == "TypeName"]
    if not found:
        function = call.strings("funcname")[-1]
        raise RefusedStatement(f"the second argument of {function!r} must be the name of a type, as a plain string")
    yield from (each.strings("names") for each in found)


def _operators(kind: str, node: Node) -> Iterator[Name]:
    yield from ((each,) for each in _IMPLIED.get(kind, ()))
    if kind not in _OPERATORS:
        return
    # A subselect that stands for its value has none.
    name = node.strings(_OPERATORS[kind])
    if name and _BETWEEN in name[-1]:
        yield from ((each,) for each in _COMPARING)
    elif name:
        yield name


@lru_cache(maxsize=1)
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(_LONG_AT_ONCE)

"""Which statements may write: their trees are looked at before anything is run."""

from anyio import to_thread

from powerstrip_postgres.functions import rules
from powerstrip_postgres.nodes import Node, UnknownField, nodes
from powerstrip_postgres.parser import parse
from powerstrip_postgres.statement import check_text, first_word
from powerstrip_postgres.tree import called
from powerstrip_sdk import ConnectorError, RefusedStatement

__all__ = ["CHANGES_ROWS", "check_writing"]

#: What changes rows, and tells how many.
CHANGES_ROWS = frozenset({"DeleteStmt", "InsertStmt", "MergeStmt", "UpdateStmt"})
#: What may be run beside: it reads, or changes tables and what else belongs to the database's schemas.
_ALLOWED = (
    CHANGES_ROWS
    | {"AlterDomainStmt", "AlterEnumStmt", "AlterFunctionStmt", "AlterObjectSchemaStmt", "AlterPolicyStmt"}
    | {"AlterSeqStmt", "AlterStatsStmt", "AlterTableStmt", "AlterTypeStmt", "CommentStmt", "CompositeTypeStmt"}
    | {"CreateDomainStmt", "CreateEnumStmt", "CreateFunctionStmt", "CreatePolicyStmt", "CreateRangeStmt"}
    | {"CreateSchemaStmt", "CreateSeqStmt", "CreateStatsStmt", "CreateStmt", "CreateTableAsStmt", "CreateTrigStmt"}
    | {
        "DropStmt",
        "IndexStmt",
        "RefreshMatViewStmt",
        "RenameStmt",
        "RuleStmt",
        "SelectStmt",
        "TruncateStmt",
        "ViewStmt",
    }
)
_WORDS = {
    "TransactionStmt": "all statements are one transaction already, and it is committed after the last one",
    "VariableSetStmt": "settings of the session are not changed here",
}
#: Reading never advances a sequence; what is written may.
_WRITING_FUNCTIONS = frozenset({"nextval", "setval"})
#: Longer texts are parsed in a thread of their own.
_SHORT = 1_000


async def check_writing(sql: str) -> str:
    """Make sure that a text is one statement that may be run where a source may be written.

    Args:
        sql: as the caller wrote it.

    Returns:
        the kind of the statement, as PostgreSQL's grammar calls it, for example `InsertStmt`.

    Raises:
        InvalidArguments: if the text cannot be sent.
        LimitExceeded: if it is too long or too deep.
        RefusedStatement: if it is none, more than one, or of a kind that is never run.
        SyntaxFault: if it is not valid.
    """
    check_text(sql)
    if len(sql) <= _SHORT:
        return _kind_of(sql, parse(sql, deep=False))
    return await to_thread.run_sync(_read_long, sql)


def _read_long(sql: str) -> str:
    return _kind_of(sql, parse(sql, deep=True))


def _kind_of(sql: str, tree: bytes) -> str:
    try:
        walk = nodes(tree)
        statement = _only_statement(next(walk))
        if statement.name not in _ALLOWED:
            raise _refused(sql, statement.name)
        for node in walk:
            for name in called(node):
                _check_function(name)
    except UnknownField as error:
        raise RefusedStatement("the statement holds something that cannot be checked", detail=str(error)) from error
    return statement.name


def _only_statement(root: Node) -> Node:
    statements = list(root.below("stmts"))
    if not statements:
        raise RefusedStatement("there is no statement in the text")
    if len(statements) > 1:
        raise RefusedStatement("only one statement can stand in each entry")
    (statement,) = statements[0].below("stmt")
    return statement


def _refused(sql: str, kind: str) -> ConnectorError:
    why = _WORDS.get(kind, "only statements that change rows, or tables and what belongs to them, are")
    return RefusedStatement(f"statements of the kind {first_word(sql)!r} are not run here, {why}")


def _check_function(name: str) -> None:
    """Refuse what reaches beyond the database, where it is called by its name."""
    if name not in _WRITING_FUNCTIONS and (reason := rules().denial(name)):
        raise RefusedStatement(f"function {name!r} is not called here, it {reason}")

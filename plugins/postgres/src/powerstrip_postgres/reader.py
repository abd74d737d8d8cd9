"""The statements that make a role which reads and does nothing else."""

from powerstrip_postgres.config import PostgresConfig
from powerstrip_postgres.connection import PostgresConnection
from powerstrip_sdk import InvalidArguments, Reader

__all__ = ["reader_setup"]

#: Longer names are cut off by the server, which could make one of two.
_LONGEST_NAME_BYTES = 63

_ROLE = """\
-- A role that reads, and can do nothing else. Run this in database {database} as a superuser, or as the
-- owner of the database and of its tables who may create roles; it is done as a whole or not at all.
BEGIN;

CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 20;
ALTER ROLE {role} SET default_transaction_read_only = on;
ALTER ROLE {role} SET statement_timeout = '5min';
ALTER ROLE {role} SET idle_in_transaction_session_timeout = '5min';
GRANT CONNECT ON DATABASE {database} TO {role};
"""
_SCHEMA = """\
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
"""
_FUTURE = "ALTER DEFAULT PRIVILEGES {creator}IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role};\n"
_CREATORS_ARE_OTHERS = """\
-- The last statement of each schema holds for tables that whoever runs this creates later; with --owner ROLE for those
-- that another role creates.
"""
_END = """\
COMMIT;

-- A password, which psql asks for and sends as a hash:
--   \\password {role}
-- A limit that only a superuser may set:
--   ALTER ROLE {role} SET temp_file_limit = '1GB';
-- What everybody may do, this role may do too. These change it for every role, so see first who needs it:
--   REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
"""
_PUBLIC_CREATE = "--   REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;\n"


def reader_setup(config: PostgresConfig, reader: Reader) -> str:
    """Return the statements that make a role of grade A for a source.

    Args:
        config: of the source; without another name its `username` is the role.
        reader: what the role is called and what it may read, the schema `public` if nothing else is named.

    Raises:
        InvalidArguments: if a name cannot be that of anything on the server.
    """
    role, database = _identifier(reader.name or config.username), _identifier(config.database)
    schemas = [_identifier(each) for each in reader.schemas or ("public",)]
    creators = [f"FOR ROLE {_identifier(each)} " for each in reader.owners] or [""]
    parts = [_ROLE.format(role=role, database=database)]
    for schema in schemas:
        parts += ["\n", _SCHEMA.format(role=role, schema=schema)]
        parts += [_FUTURE.format(role=role, schema=schema, creator=creator) for creator in creators]
    parts += ["\n", "" if reader.owners else _CREATORS_ARE_OTHERS, _END.format(role=role, database=database)]
    parts += [_PUBLIC_CREATE.format(schema=schema) for schema in schemas]
    return "".join(parts)


def _identifier(name: str) -> str:
    """Return a name as the server reads it back, which then also ends no comment."""
    if not name or not name.isprintable() or len(name.encode()) > _LONGEST_NAME_BYTES:
        raise InvalidArguments(
            f"{name!r} cannot be written as a name: it takes 1 to {_LONGEST_NAME_BYTES} bytes, "
            "none of them a control character"
        )
    return PostgresConnection.dialect.identifier(name)

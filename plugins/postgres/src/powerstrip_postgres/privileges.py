"""The queries that find what a role could do beside reading, and the names that they set aside."""

__all__ = [
    "FIRST_FEW",
    "HARMLESS_EXTENSIONS",
    "INWARD",
    "INWARD_15",
    "OUTWARD",
    "PROVIDERS_ROLES",
    "READING_ROLES",
    "ROLES",
]

#: Privileges of one kind that are looked for, several of which may be on one object.
FIRST_FEW = 12

#: Membership counts also where it gives nothing by itself: SET ROLE, or a grant to oneself, would make use of it.
ROLES = r"""
SELECT session_user::text AS role, pg_catalog.pg_is_in_recovery() AS standby, r.rolname::text AS through,
    r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
    r.oid < 16384 AND r.rolname ^@ 'pg_' AND r.rolname <> ALL ($1::text[]) OR r.rolname = ANY ($2::text[]) AS powerful
FROM pg_catalog.pg_roles r
WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
ORDER BY r.rolname <> session_user, NOT r.rolsuper, r.rolname
"""
#: Of the roles that come with the server, those that only read; a role that a later server adds is not among them.
READING_ROLES = (
    "pg_monitor",
    "pg_read_all_data",
    "pg_read_all_settings",
    "pg_read_all_stats",
    "pg_stat_scan_tables",
    "pg_use_reserved_connections",
)
#: What providers call the role that stands in for the superuser; its powers are partly outside the catalog.
PROVIDERS_ROLES = (
    "alloydbsuperuser",
    "azure_pg_admin",
    "cloudsqlsuperuser",
    "neon_superuser",
    "rds_superuser",
)
#: Extensions whose functions in C write nothing that the caller could not write itself: those that PostgreSQL marks as
#: trusted, and common ones that only compute or report. Where one restricts a function itself, a grant of it counts.
HARMLESS_EXTENSIONS = (
    *("btree_gin", "btree_gist", "citext", "cube", "dict_int", "fuzzystrmatch", "hstore", "intarray", "isn", "lo"),
    *("ltree", "pg_trgm", "pgcrypto", "seg", "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent"),
    *("file_fdw", "pg_stat_statements", "postgis", "postgres_fdw", "uuid-ossp", "vector"),
)

#: Access lists are read themselves: unlike has_table_privilege they cost no look-up for each table, and they show what
#: every role of `mine` has, inherited or not. 0 is PUBLIC. A list that is NULL gives what acldefault says, which but
#: for functions and databases is nothing to anybody but the owner.
_MINE = """
WITH mine AS MATERIALIZED (
    SELECT r.oid FROM pg_catalog.pg_roles r WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
    UNION ALL SELECT 0::oid
), found (class, object, part, privilege, grantee) AS (
"""
_DESCRIBED = """
)
SELECT f.privilege, pg_catalog.pg_describe_object(f.class, f.object, f.part) AS object, f.grantee = 0 AS public
FROM found f
ORDER BY 2, 1
"""
_RELATIONS = """
    SELECT 'pg_catalog.pg_class'::regclass::oid, c.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
    WHERE a.privilege_type NOT IN ('SELECT', 'REFERENCES') AND a.grantee IN (SELECT oid FROM mine)
        AND c.oid <> 'pg_catalog.pg_settings'::regclass
"""
_OWNED = """
    SELECT d.classid, d.objid, d.objsubid, 'ownership', d.refobjid
    FROM pg_catalog.pg_shdepend d
    WHERE d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid IN (SELECT oid FROM mine) AND d.deptype = 'o'
        AND d.dbid IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
        AND d.classid <> 'pg_catalog.pg_default_acl'::regclass
"""
_COLUMNS = """
    SELECT 'pg_catalog.pg_class'::regclass::oid, c.attrelid, c.attnum, a.privilege_type, a.grantee
    FROM pg_catalog.pg_attribute c, pg_catalog.aclexplode(c.attacl) a
    WHERE c.attacl IS NOT NULL AND a.privilege_type NOT IN ('SELECT', 'REFERENCES')
        AND a.grantee IN (SELECT oid FROM mine)
"""
_SCHEMAS = """
    SELECT 'pg_catalog.pg_namespace'::regclass::oid, n.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a
    WHERE a.privilege_type = 'CREATE' AND a.grantee IN (SELECT oid FROM mine)
"""
_DATABASE = """
    SELECT 'pg_catalog.pg_database'::regclass::oid, d.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) a
    WHERE d.datname = current_database() AND a.privilege_type = 'CREATE' AND a.grantee IN (SELECT oid FROM mine)
"""
#: Of functions only those count whose body has other powers than the caller's.
_FUNCTIONS = """
    SELECT 'pg_catalog.pg_proc'::regclass::oid, p.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_language l ON l.oid = p.prolang,
        pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
    WHERE p.oid >= 16384 AND a.grantee IN (SELECT oid FROM mine)
        AND (p.prosecdef OR p.provolatile = 'v' AND NOT l.lanpltrusted AND l.lanname <> 'sql')
        AND NOT p.prorettype = ANY ('{trigger,event_trigger,internal,language_handler,fdw_handler}'::regtype[])
        AND NOT 'internal'::regtype = ANY (p.proargtypes)
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
            WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
                AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND e.extname = ANY ($1::text[])
        )
"""
#: Functions that the server or an extension came with for few, and that somebody granted on.
_RESTRICTED_FUNCTIONS = """
    SELECT 'pg_catalog.pg_proc'::regclass::oid, p.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_init_privs i JOIN pg_catalog.pg_proc p ON p.oid = i.objoid, pg_catalog.aclexplode(p.proacl) a
    WHERE i.classoid = 'pg_catalog.pg_proc'::regclass AND p.provolatile = 'v' AND a.grantee IN (SELECT oid FROM mine)
        AND a.grantee NOT IN (SELECT x.grantee FROM pg_catalog.aclexplode(i.initprivs) x)
"""
_FOREIGN_SERVERS = """
    SELECT 'pg_catalog.pg_foreign_server'::regclass::oid, s.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_foreign_server s, pg_catalog.aclexplode(s.srvacl) a
    WHERE a.grantee IN (SELECT oid FROM mine)
"""
_FOREIGN_WRAPPERS = """
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass::oid, w.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_foreign_data_wrapper w, pg_catalog.aclexplode(w.fdwacl) a
    WHERE a.grantee IN (SELECT oid FROM mine)
"""
_LARGE_OBJECTS = """
    SELECT 'pg_catalog.pg_largeobject'::regclass::oid, o.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_largeobject_metadata o, pg_catalog.aclexplode(o.lomacl) a
    WHERE a.privilege_type = 'UPDATE' AND a.grantee IN (SELECT oid FROM mine)
"""
#: Tables that are still to be made would lower the grade when nobody looks.
_DEFAULTS = """
    SELECT 'pg_catalog.pg_default_acl'::regclass::oid, d.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_default_acl d, pg_catalog.aclexplode(d.defaclacl) a
    WHERE a.grantee IN (SELECT oid FROM mine) AND CASE d.defaclobjtype
        WHEN 'r' THEN a.privilege_type NOT IN ('SELECT', 'REFERENCES')
        WHEN 'S' THEN a.privilege_type <> 'SELECT'
        WHEN 'n' THEN a.privilege_type = 'CREATE'
        ELSE false END
"""
_PARAMETERS = """
    SELECT 'pg_catalog.pg_parameter_acl'::regclass::oid, p.oid, 0, a.privilege_type, a.grantee
    FROM pg_catalog.pg_parameter_acl p, pg_catalog.aclexplode(p.paracl) a
    WHERE a.privilege_type = 'ALTER SYSTEM' AND a.grantee IN (SELECT oid FROM mine)
"""


def _first_few(*parts: str) -> str:
    return _MINE + "\nUNION ALL".join(f"({part}    LIMIT {FIRST_FEW})" for part in parts) + _DESCRIBED


#: What changes files or other servers' data even where the server's own data cannot change, as on a standby. Takes the
#: names of the extensions whose functions do not count.
OUTWARD = _first_few(_FUNCTIONS, _RESTRICTED_FUNCTIONS, _FOREIGN_SERVERS, _FOREIGN_WRAPPERS)
#: What changes the server's own data and settings, for servers without privileges on parameters and with them.
INWARD = _first_few(_RELATIONS, _OWNED, _SCHEMAS, _DATABASE, _DEFAULTS, _LARGE_OBJECTS, _COLUMNS)
INWARD_15 = _first_few(_RELATIONS, _OWNED, _SCHEMAS, _DATABASE, _DEFAULTS, _LARGE_OBJECTS, _PARAMETERS, _COLUMNS)

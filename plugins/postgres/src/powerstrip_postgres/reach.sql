-- What the names of a statement lead to; see reach.py. Names come as pairs of arrays, schemas (empty for none) and names:
-- functions ($1, $2), relations ($3, $4), types ($5, $6) and operators ($7, $8); $9 are last parts of qualified columns.
-- In subselects of their own the server does not plan the query anew for every length of them, which takes longest.
WITH RECURSIVE named AS (
    SELECT 'pg_catalog.pg_proc'::regclass AS class, p.oid
    FROM unnest((SELECT $1::text[]), (SELECT $2::text[])) n (schema, name)
    JOIN pg_catalog.pg_proc p ON p.proname = n.name JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace
    WHERE p.prokind <> 'p'
        AND (s.nspname = n.schema OR n.schema = '' AND s.nspname = ANY (pg_catalog.current_schemas(true)))
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, p.oid
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace
    WHERE p.proname = ANY (ARRAY(SELECT unnest($9::text[]))) AND s.nspname = ANY (pg_catalog.current_schemas(true))
        AND (p.oid >= 16384 OR p.provolatile = 'v')
        AND p.prokind <> 'p' AND p.pronargs > 0 AND p.pronargs - p.pronargdefaults <= 1
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass, c.oid
    FROM unnest((SELECT $3::text[]), (SELECT $4::text[])) n (schema, name)
    JOIN pg_catalog.pg_class c ON c.relname = n.name JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
    WHERE (s.nspname = n.schema OR n.schema = '' AND s.nspname = ANY (pg_catalog.current_schemas(true)))
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, t.oid
    FROM unnest((SELECT $5::text[] || $1), (SELECT $6::text[] || $2)) n (schema, name)
    JOIN pg_catalog.pg_type t ON t.typname = n.name JOIN pg_catalog.pg_namespace s ON s.oid = t.typnamespace
    WHERE (s.nspname = n.schema OR n.schema = '' AND s.nspname = ANY (pg_catalog.current_schemas(true)))
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::regclass, part
    FROM unnest((SELECT $7::text[]), (SELECT $8::text[])) n (schema, name)
    JOIN pg_catalog.pg_operator o ON o.oprname = n.name JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace,
        unnest(ARRAY[o.oid, o.oprcom, o.oprnegate]) part
    WHERE part <> 0 AND (s.nspname = n.schema OR n.schema = '' AND s.nspname = ANY (pg_catalog.current_schemas(true)))
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, c.castfunc
    FROM pg_catalog.pg_cast c
    WHERE c.oid >= 16384 AND c.castsource < 16384 AND c.casttarget < 16384 AND c.castfunc <> 0
    UNION ALL
    -- DISTINCT, GROUP BY and UNION sort and hash the server's own types by what was made the default for them.
    SELECT part.class, part.oid
    FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am a ON a.oid = o.opcmethod, LATERAL (
        SELECT 'pg_catalog.pg_proc'::regclass AS class, f.amproc::oid AS oid
        FROM pg_catalog.pg_amproc f WHERE f.amprocfamily = o.opcfamily
        UNION ALL
        SELECT 'pg_catalog.pg_operator'::regclass, f.amopopr FROM pg_catalog.pg_amop f WHERE f.amopfamily = o.opcfamily
    ) part
    WHERE o.oid >= 16384 AND o.opcdefault AND o.opcintype < 16384 AND a.amname IN ('btree', 'hash')
), reached AS (
    SELECT class, oid FROM named
    UNION
    SELECT step.class, step.oid
    FROM reached r CROSS JOIN LATERAL (
        SELECT 'pg_catalog.pg_rewrite'::regclass AS class, w.oid
        FROM pg_catalog.pg_rewrite w
        WHERE r.class = 'pg_catalog.pg_class'::regclass AND w.ev_class = r.oid AND w.ev_type = '1'
        UNION ALL
        SELECT 'pg_catalog.pg_policy'::regclass, p.oid
        FROM pg_catalog.pg_policy p
        WHERE r.class = 'pg_catalog.pg_class'::regclass AND p.polrelid = r.oid AND p.polcmd IN ('r', '*')
        UNION ALL
        SELECT 'pg_catalog.pg_class'::regclass, i.inhrelid
        FROM pg_catalog.pg_inherits i
        WHERE r.class = 'pg_catalog.pg_class'::regclass AND i.inhparent = r.oid
        UNION ALL
        SELECT 'pg_catalog.pg_type'::regclass, a.atttypid
        FROM pg_catalog.pg_attribute a
        WHERE r.class = 'pg_catalog.pg_class'::regclass AND a.attrelid = r.oid AND a.atttypid >= 16384
        UNION ALL
        SELECT d.refclassid::regclass, d.refobjid
        FROM pg_catalog.pg_depend d
        WHERE d.classid = r.class AND d.objid = r.oid AND r.class = ANY (
                '{pg_catalog.pg_rewrite, pg_catalog.pg_policy, pg_catalog.pg_type, pg_catalog.pg_constraint}'::regclass[]
            ) AND d.refclassid = ANY (
                '{pg_catalog.pg_proc, pg_catalog.pg_class, pg_catalog.pg_type, pg_catalog.pg_operator}'::regclass[]
            )
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, found[1]::oid
        FROM (
            SELECT w.ev_action::text FROM pg_catalog.pg_rewrite w
            WHERE r.class = 'pg_catalog.pg_rewrite'::regclass AND w.oid = r.oid
            UNION ALL
            SELECT p.polqual::text FROM pg_catalog.pg_policy p
            WHERE r.class = 'pg_catalog.pg_policy'::regclass AND p.oid = r.oid
            UNION ALL
            SELECT c.conbin::text FROM pg_catalog.pg_constraint c
            WHERE r.class = 'pg_catalog.pg_constraint'::regclass AND c.oid = r.oid
            UNION ALL
            SELECT p.proargdefaults::text FROM pg_catalog.pg_proc p
            WHERE r.class = 'pg_catalog.pg_proc'::regclass AND p.oid = r.oid AND p.proargdefaults IS NOT NULL
        ) stored (expression),
            regexp_matches(expression, ':(?:funcid|opfuncid|aggfnoid|winfnoid|tsmhandler) (\d+)', 'g') found
        UNION ALL
        SELECT 'pg_catalog.pg_class'::regclass, t.typrelid
        FROM pg_catalog.pg_type t
        WHERE r.class = 'pg_catalog.pg_type'::regclass AND t.oid = r.oid AND t.typrelid <> 0
        UNION ALL
        SELECT 'pg_catalog.pg_constraint'::regclass, c.oid
        FROM pg_catalog.pg_constraint c
        WHERE r.class = 'pg_catalog.pg_type'::regclass AND c.contypid = r.oid
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, c.castfunc
        FROM pg_catalog.pg_cast c
        WHERE r.class = 'pg_catalog.pg_type'::regclass AND r.oid IN (c.castsource, c.casttarget) AND c.castfunc <> 0
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, f.amproc
        FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_amproc f ON f.amprocfamily = o.opcfamily
        WHERE r.class = 'pg_catalog.pg_type'::regclass AND o.opcintype = r.oid
        UNION ALL
        SELECT 'pg_catalog.pg_operator'::regclass, f.amopopr
        FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_amop f ON f.amopfamily = o.opcfamily
        WHERE r.class = 'pg_catalog.pg_type'::regclass AND o.opcintype = r.oid
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, part
        FROM pg_catalog.pg_operator o, unnest(ARRAY[o.oprcode::oid, o.oprrest, o.oprjoin]) part
        WHERE r.class = 'pg_catalog.pg_operator'::regclass AND o.oid = r.oid AND part <> 0
        UNION ALL
        -- What is sorted by an operator is compared by the functions of its family, and so are the ends of ranges.
        SELECT 'pg_catalog.pg_proc'::regclass, f.amproc
        FROM pg_catalog.pg_amop o JOIN pg_catalog.pg_amproc f ON f.amprocfamily = o.amopfamily
        WHERE r.class = 'pg_catalog.pg_operator'::regclass AND o.amopopr = r.oid
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, f.amproc
        FROM pg_catalog.pg_range g JOIN pg_catalog.pg_opclass c ON c.oid = g.rngsubopc
            JOIN pg_catalog.pg_amproc f ON f.amprocfamily = c.opcfamily
        WHERE r.class = 'pg_catalog.pg_type'::regclass AND g.rngtypid = r.oid
        UNION ALL
        -- The planner turns operators around and negates them.
        SELECT 'pg_catalog.pg_operator'::regclass, part
        FROM pg_catalog.pg_operator o, unnest(ARRAY[o.oprcom, o.oprnegate]) part
        WHERE r.class = 'pg_catalog.pg_operator'::regclass AND o.oid = r.oid AND part <> 0
        UNION ALL
        SELECT 'pg_catalog.pg_operator'::regclass, a.aggsortop
        FROM pg_catalog.pg_aggregate a
        WHERE r.class = 'pg_catalog.pg_proc'::regclass AND a.aggfnoid = r.oid AND a.aggsortop <> 0
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, part
        FROM pg_catalog.pg_aggregate a, unnest(ARRAY[
            a.aggtransfn::oid, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn,
            a.aggminvtransfn, a.aggmfinalfn
        ]) part
        WHERE r.class = 'pg_catalog.pg_proc'::regclass AND a.aggfnoid = r.oid AND part <> 0
        UNION ALL
        SELECT 'pg_catalog.pg_type'::regclass, part
        FROM pg_catalog.pg_proc p, unnest(p.prorettype || coalesce(p.proallargtypes, p.proargtypes::oid[])) part
        WHERE r.class = 'pg_catalog.pg_proc'::regclass AND p.oid = r.oid AND part >= 16384
    ) step
    WHERE r.oid >= 16384
)

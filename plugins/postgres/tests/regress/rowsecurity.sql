SELECT * FROM pg_policies WHERE schemaname = 'regress_rls_schema' AND tablename = 'document' ORDER BY policyname;

SELECT * FROM document WHERE f_leak(dtitle) ORDER BY did;

SELECT * FROM document NATURAL JOIN category WHERE f_leak(dtitle) ORDER BY did;

SELECT * FROM document TABLESAMPLE BERNOULLI(50) REPEATABLE(0)
  WHERE f_leak(dtitle) ORDER BY did;

SELECT * FROM document NATURAL JOIN category WHERE f_leak(dtitle) ORDER by did;

SELECT * FROM document d FULL OUTER JOIN category c on d.cid = c.cid ORDER BY d.did, c.cid;

SELECT * FROM document WHERE did = 8;

SELECT * FROM document;

SELECT * FROM category;

SELECT * FROM t1;

SELECT * FROM t1 WHERE f_leak(b);

SELECT tableoid::regclass, * FROM t1;

SELECT *, t1 FROM t1;

SELECT * FROM t1 FOR SHARE;

SELECT * FROM t1 WHERE f_leak(b) FOR SHARE;

SELECT a, b, tableoid::regclass FROM t2 UNION ALL SELECT a, b, tableoid::regclass FROM t3;

SELECT * FROM pg_policies WHERE schemaname = 'regress_rls_schema' AND tablename like '%part_document%' ORDER BY policyname;

SELECT * FROM part_document WHERE f_leak(dtitle) ORDER BY did;

SELECT * FROM part_document_satire WHERE f_leak(dtitle) ORDER BY did;

SELECT * FROM part_document ORDER BY did;

SELECT * FROM part_document_satire ORDER by did;

SELECT * FROM part_document ORDER by did;

SELECT * FROM rec1;

SELECT * FROM s1 WHERE f_leak(b);

SELECT (SELECT x FROM s1 LIMIT 1) xx, * FROM s2 WHERE y like '%28%';

SELECT * FROM t1 ORDER BY a,b;

SELECT * FROM bv1 WHERE f_leak(b);

SELECT * FROM b1;

SELECT * FROM document WHERE did = 2;

SELECT * FROM document WHERE did = 4;

SELECT * FROM document WHERE did = 13;

SELECT * FROM z1 WHERE f_leak(b);

SELECT * FROM rls_view;

SELECT * FROM x1 WHERE f_leak(b) ORDER BY a ASC;

SELECT * FROM y2 WHERE f_leak(b);

SELECT * FROM y2 WHERE f_leak('abc');

SELECT * FROM y2 JOIN test_qual_pushdown ON (b = abc) WHERE f_leak(abc);

SELECT * FROM y2 JOIN test_qual_pushdown ON (b = abc) WHERE f_leak(b);

WITH cte1 AS MATERIALIZED (SELECT * FROM t1 WHERE f_leak(b)) SELECT * FROM cte1;

WITH cte1 AS (UPDATE t1 SET a = a + 1 RETURNING *) SELECT * FROM cte1;

WITH cte1 AS (UPDATE t1 SET a = a RETURNING *) SELECT * FROM cte1;

WITH cte1 AS (INSERT INTO t1 VALUES (21, 'Fail') RETURNING *) SELECT * FROM cte1;

WITH cte1 AS (INSERT INTO t1 VALUES (20, 'Success') RETURNING *) SELECT * FROM cte1;

SELECT polname, relname
    FROM pg_policy pol
    JOIN pg_class pc ON (pc.oid = pol.polrelid)
    WHERE relname = 't1';

SELECT * FROM t2;

SELECT * FROM t3;

SELECT * INTO t4 FROM t1;

SELECT * FROM t4;

SELECT id, author, message FROM blog JOIN comment ON id = blog_id;

SELECT id, author, message FROM comment JOIN blog ON id = blog_id;

SELECT * FROM current_check;

SELECT ctid, * FROM current_check_2;

SELECT row_security_active('current_check');

SELECT attname, most_common_vals FROM pg_stats
  WHERE tablename = 'current_check'
  ORDER BY 1;

SELECT (string_to_array(polqual, ':'))[7] AS inputcollid FROM pg_policy WHERE polrelid = 'coll_t'::regclass;

SELECT * FROM coll_t;

SELECT refclassid::regclass, deptype
  FROM pg_depend
  WHERE classid = 'pg_policy'::regclass
  AND refobjid = 'tbl1'::regclass;

SELECT refclassid::regclass, deptype
  FROM pg_shdepend
  WHERE classid = 'pg_policy'::regclass
  AND refobjid IN ('regress_rls_eve'::regrole, 'regress_rls_frank'::regrole);

SELECT * FROM r1;

SELECT * FROM r2;

TABLE r1;

TABLE r2;

SELECT count(*) = 1 FROM pg_depend
				   WHERE objid = (SELECT oid FROM pg_policy WHERE polname = 'dep_p1')
					 AND refobjid = (SELECT oid FROM pg_class WHERE relname = 'dep2');

SELECT count(*) = 1 FROM pg_shdepend
				   WHERE objid = (SELECT oid FROM pg_policy WHERE polname = 'dep_p1')
					 AND refobjid = (SELECT oid FROM pg_authid WHERE rolname = 'regress_rls_bob');

SELECT count(*) = 1 FROM pg_shdepend
				   WHERE objid = (SELECT oid FROM pg_policy WHERE polname = 'dep_p1')
					 AND refobjid = (SELECT oid FROM pg_authid WHERE rolname = 'regress_rls_carol');

SELECT count(*) = 0 FROM pg_depend
				   WHERE objid = (SELECT oid FROM pg_policy WHERE polname = 'dep_p1')
					 AND refobjid = (SELECT oid FROM pg_class WHERE relname = 'dep2');

SELECT * FROM ref_tbl;

SELECT * FROM rls_tbl;

SELECT * FROM rls_tbl WHERE a <<< 1000;

SELECT * FROM rls_child_tbl WHERE a <<< 1000;

SELECT * FROM rls_ptbl WHERE a <<< 1000;

SELECT * FROM rls_part WHERE a <<< 1000;

SELECT * FROM (SELECT * FROM rls_tbl UNION ALL
               SELECT * FROM rls_tbl) t WHERE a <<< 1000;

SELECT * FROM (SELECT * FROM rls_child_tbl UNION ALL
               SELECT * FROM rls_child_tbl) t WHERE a <<< 1000;

SELECT * FROM rls_tbl_view WHERE a <<< 1000;

select rls_f(c) from test_t order by rls_f;

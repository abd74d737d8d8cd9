select * from rngfunct(1) with ordinality as z(a,b,ord);

select * from rngfunct(1) with ordinality as z(a,b,ord) where b > 100;

select a,b,ord from rngfunct(1) with ordinality as z(a,b,ord);

select a,ord from unnest(array['a','b']) with ordinality as z(a,ord);

select * from unnest(array['a','b']) with ordinality as z(a,ord);

select a,ord from unnest(array[1.0::float8]) with ordinality as z(a,ord);

select * from unnest(array[1.0::float8]) with ordinality as z(a,ord);

select row_to_json(s.*) from generate_series(11,14) with ordinality s;

select * from vw_ord;

select definition from pg_views where viewname='vw_ord';

select * from rows from(rngfunct(1),rngfunct(2)) with ordinality as z(a,b,c,d,ord);

select * from unnest(array[10,20],array['foo','bar'],array[1.0]);

select * from unnest(array[10,20],array['foo','bar'],array[1.0]) with ordinality as z(a,b,c,ord);

select * from rows from(unnest(array[10,20],array['foo','bar'],array[1.0])) with ordinality as z(a,b,c,ord);

select * from rows from(unnest(array[10,20],array['foo','bar']), generate_series(101,102)) with ordinality as z(a,b,c,ord);

select * from rngfunc2, rngfunct(rngfunc2.rngfuncid) z where rngfunc2.f2 = z.f2;

select * from rngfunc2, rngfunct(rngfunc2.rngfuncid) with ordinality as z(rngfuncid,f2,ord) where rngfunc2.f2 = z.f2;

select * from rngfunc2 where f2 in (select f2 from rngfunct(rngfunc2.rngfuncid) z where z.rngfuncid = rngfunc2.rngfuncid) ORDER BY 1,2;

select * from rngfunc2 where f2 in (select f2 from rngfunct(1) z where z.rngfuncid = rngfunc2.rngfuncid) ORDER BY 1,2;

select * from rngfunc2 where f2 in (select f2 from rngfunct(rngfunc2.rngfuncid) z where z.rngfuncid = 1) ORDER BY 1,2;

select rngfunct.rngfuncid, rngfunct.f2 from rngfunct(sin(pi()/2)::int) ORDER BY 1,2;

SELECT * FROM getrngfunc1(1) AS t1;

SELECT * FROM getrngfunc1(1) WITH ORDINALITY AS t1(v,o);

SELECT * FROM vw_getrngfunc;

SELECT * FROM getrngfunc2(1) AS t1;

SELECT * FROM getrngfunc2(1) WITH ORDINALITY AS t1(v,o);

SELECT * FROM getrngfunc3(1) AS t1;

SELECT * FROM getrngfunc3(1) WITH ORDINALITY AS t1(v,o);

SELECT * FROM getrngfunc4(1) AS t1;

SELECT * FROM getrngfunc4(1) WITH ORDINALITY AS t1(a,b,c,o);

SELECT * FROM getrngfunc5(1) AS t1;

SELECT * FROM getrngfunc5(1) WITH ORDINALITY AS t1(a,b,c,o);

SELECT * FROM getrngfunc6(1) AS t1(rngfuncid int, rngfuncsubid int, rngfuncname text);

SELECT * FROM ROWS FROM( getrngfunc6(1) AS (rngfuncid int, rngfuncsubid int, rngfuncname text) ) WITH ORDINALITY;

SELECT * FROM getrngfunc7(1) AS t1(rngfuncid int, rngfuncsubid int, rngfuncname text);

SELECT * FROM ROWS FROM( getrngfunc7(1) AS (rngfuncid int, rngfuncsubid int, rngfuncname text) ) WITH ORDINALITY;

SELECT * FROM getrngfunc8(1) AS t1;

SELECT * FROM getrngfunc8(1) WITH ORDINALITY AS t1(v,o);

SELECT * FROM getrngfunc9(1) AS t1;

SELECT * FROM getrngfunc9(1) WITH ORDINALITY AS t1(a,b,c,o);

select * from rows from(getrngfunc1(1),getrngfunc2(1),getrngfunc3(1),getrngfunc4(1),getrngfunc5(1),
                    getrngfunc6(1) AS (rngfuncid int, rngfuncsubid int, rngfuncname text),
                    getrngfunc7(1) AS (rngfuncid int, rngfuncsubid int, rngfuncname text),
                    getrngfunc8(1),getrngfunc9(1))
              with ordinality as t1(a,b,c,d,e,f,g,h,i,j,k,l,m,o,p,q,r,s,t,u);

select * from rows from(getrngfunc9(1),getrngfunc8(1),
                    getrngfunc7(1) AS (rngfuncid int, rngfuncsubid int, rngfuncname text),
                    getrngfunc6(1) AS (rngfuncid int, rngfuncsubid int, rngfuncname text),
                    getrngfunc5(1),getrngfunc4(1),getrngfunc3(1),getrngfunc2(1),getrngfunc1(1))
              with ordinality as t1(a,b,c,d,e,f,g,h,i,j,k,l,m,o,p,q,r,s,t,u);

select * from vw_rngfunc;

select pg_get_viewdef('vw_rngfunc');

SELECT setval('rngfunc_rescan_seq1',1,false),setval('rngfunc_rescan_seq2',1,false);

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN rngfunc_sql(11,13) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN rngfunc_sql(11,13) WITH ORDINALITY AS f(i,s,o) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN rngfunc_mat(11,13) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN rngfunc_mat(11,13) WITH ORDINALITY AS f(i,s,o) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN ROWS FROM( rngfunc_sql(11,13), rngfunc_mat(11,13) ) WITH ORDINALITY AS f(i1,s1,i2,s2,o) ON (r+i1+i2)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN generate_series(11,13) f(i) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN generate_series(11,13) WITH ORDINALITY AS f(i,o) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN unnest(array[10,20,30]) f(i) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r) LEFT JOIN unnest(array[10,20,30]) WITH ORDINALITY AS f(i,o) ON (r+i)<100;

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_sql(10+r,13);

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_sql(10+r,13) WITH ORDINALITY AS f(i,s,o);

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_sql(11,10+r);

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_sql(11,10+r) WITH ORDINALITY AS f(i,s,o);

SELECT * FROM (VALUES (11,12),(13,15),(16,20)) v(r1,r2), rngfunc_sql(r1,r2);

SELECT * FROM (VALUES (11,12),(13,15),(16,20)) v(r1,r2), rngfunc_sql(r1,r2) WITH ORDINALITY AS f(i,s,o);

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_mat(10+r,13);

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_mat(10+r,13) WITH ORDINALITY AS f(i,s,o);

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_mat(11,10+r);

SELECT * FROM (VALUES (1),(2),(3)) v(r), rngfunc_mat(11,10+r) WITH ORDINALITY AS f(i,s,o);

SELECT * FROM (VALUES (11,12),(13,15),(16,20)) v(r1,r2), rngfunc_mat(r1,r2);

SELECT * FROM (VALUES (11,12),(13,15),(16,20)) v(r1,r2), rngfunc_mat(r1,r2) WITH ORDINALITY AS f(i,s,o);

SELECT * FROM (VALUES (1),(2),(3)) v(r), ROWS FROM( rngfunc_sql(11,11), rngfunc_mat(10+r,13) );

SELECT * FROM (VALUES (1),(2),(3)) v(r), ROWS FROM( rngfunc_sql(10+r,13), rngfunc_mat(11,11) );

SELECT * FROM (VALUES (1),(2),(3)) v(r), ROWS FROM( rngfunc_sql(10+r,13), rngfunc_mat(10+r,13) );

SELECT * FROM generate_series(1,2) r1, generate_series(r1,3) r2, ROWS FROM( rngfunc_sql(10+r1,13), rngfunc_mat(10+r2,13) );

SELECT * FROM (VALUES (1),(2),(3)) v(r), generate_series(10+r,20-r) f(i);

SELECT * FROM (VALUES (1),(2),(3)) v(r), generate_series(10+r,20-r) WITH ORDINALITY AS f(i,o);

SELECT * FROM (VALUES (1),(2),(3)) v(r), unnest(array[r*10,r*20,r*30]) f(i);

SELECT * FROM (VALUES (1),(2),(3)) v(r), unnest(array[r*10,r*20,r*30]) WITH ORDINALITY AS f(i,o);

SELECT * FROM (VALUES (1),(2),(3)) v1(r1),
              LATERAL (SELECT r1, * FROM (VALUES (10),(20),(30)) v2(r2)
                                         LEFT JOIN generate_series(21,23) f(i) ON ((r2+i)<100) OFFSET 0) s1;

SELECT * FROM (VALUES (1),(2),(3)) v1(r1),
              LATERAL (SELECT r1, * FROM (VALUES (10),(20),(30)) v2(r2)
                                         LEFT JOIN generate_series(20+r1,23) f(i) ON ((r2+i)<100) OFFSET 0) s1;

SELECT * FROM (VALUES (1),(2),(3)) v1(r1),
              LATERAL (SELECT r1, * FROM (VALUES (10),(20),(30)) v2(r2)
                                         LEFT JOIN generate_series(r2,r2+3) f(i) ON ((r2+i)<100) OFFSET 0) s1;

SELECT * FROM (VALUES (1),(2),(3)) v1(r1),
              LATERAL (SELECT r1, * FROM (VALUES (10),(20),(30)) v2(r2)
                                         LEFT JOIN generate_series(r1,2+r2/5) f(i) ON ((r2+i)<100) OFFSET 0) s1;

SELECT *
FROM (VALUES (1),(2)) v1(r1)
    LEFT JOIN LATERAL (
        SELECT *
        FROM generate_series(1, v1.r1) AS gs1
        LEFT JOIN LATERAL (
            SELECT *
            FROM generate_series(1, gs1) AS gs2
            LEFT JOIN generate_series(1, gs2) AS gs3 ON TRUE
        ) AS ss1 ON TRUE
        FULL JOIN generate_series(1, v1.r1) AS gs4 ON FALSE
    ) AS ss0 ON TRUE;

SELECT rngfunc(42);

SELECT * FROM rngfunc(42);

SELECT * FROM rngfunc(42) AS p(x);

SELECT f1, rngfuncr(f1) FROM int4_tbl;

SELECT * FROM rngfuncr(42);

SELECT * FROM rngfuncr(42) AS p(a,b);

SELECT f1, rngfuncb(f1, f1/2) FROM int4_tbl;

SELECT * FROM rngfuncb(42, 99);

SELECT * FROM rngfuncb(42, 99) AS p(a,b);

SELECT dup(22);

SELECT dup('xyz');

SELECT dup('xyz'::text);

SELECT * FROM dup('xyz'::text);

SELECT dup(22, array[44]);

SELECT dup(4.5, array[44]);

SELECT dup(22, array[44::bigint]);

SELECT *, pg_typeof(f3), pg_typeof(f4) FROM dup(22, array[44::bigint]);

SELECT dup(int4range(4,7));

SELECT dup(numrange(4,7));

SELECT dup(textrange('aaa', 'bbb'));

SELECT * FROM rngfunc();

SELECT * FROM rngfunc(3);

SELECT * FROM rngfunc() GROUP BY 1;

select insert_tt('foo');

select insert_tt('bar');

select * from tt;

select insert_tt('fool');

select insert_tt2('foolish','barrish');

select * from insert_tt2('baz','quux');

select insert_tt2('foolish','barrish') limit 1;

select insert_tt2('foolme','barme') limit 1;

select insert_tt2('foollog','barlog') limit 1;

select * from tt_log;

select t.a, t, t.a from rngfunc1(10000) t limit 1;

select array_to_set(array['one', 'two']);

select * from array_to_set(array['one', 'two']) as t(f1 int,f2 text);

select * from array_to_set(array['one', 'two']);

select * from array_to_set(array['one', 'two']) as t(f1 numeric(4,2),f2 text);

select * from array_to_set(array['one', 'two']) as t(f1 point,f2 text);

select testrngfunc();

select * from testrngfunc() as t(f1 int8,f2 int8);

select * from testrngfunc();

select * from pg_get_keywords() as t(f1 int8,f2 int8);

select * from sin(3) as t(f1 int8,f2 int8);

SELECT get_first_user();

SELECT * FROM get_first_user();

SELECT get_users();

SELECT * FROM get_users();

SELECT * FROM get_users() WITH ORDINALITY;

SELECT * FROM ROWS FROM(generate_series(10,11), get_users()) WITH ORDINALITY;

SELECT * FROM ROWS FROM(get_users(), generate_series(10,11)) WITH ORDINALITY;

select * from usersview;

select rngfuncbar();

select * from rngfuncbar();

select x from int8_tbl, extractq2(int8_tbl) f(x);

select x from int8_tbl, extractq2_2(int8_tbl) f(x);

select x from int8_tbl, extractq2_2_opt(int8_tbl) f(x);

select *, row_to_json(u) from unnest(array[(1,'foo')::rngfunc2, null::rngfunc2]) u;

select *, row_to_json(u) from unnest(array[null::rngfunc2, null::rngfunc2]) u;

select *, row_to_json(u) from unnest(array[null::rngfunc2, (1,'foo')::rngfunc2, null::rngfunc2]) u;

select *, row_to_json(u) from unnest(array[]::rngfunc2[]) u;

select * from
  (select jsonb_path_query_array(module->'lectures', '$[*]') as lecture
   from unnest(array['{"lectures": [{"id": "1"}]}'::jsonb])
        as unnested_modules(module)) as ss,
  jsonb_to_recordset(ss.lecture) as j (id text);

with a(b) as (values (row(1,2,3)))
select * from a, coalesce(b) as c(d int, e int);

with a(b) as (values (row(1,2,3)))
select * from a, coalesce(b) as c(d int, e int, f int, g int);

with a(b) as (values (row(1,2,3)))
select * from a, coalesce(b) as c(d int, e int, f float);

select * from int8_tbl, coalesce(row(1)) as (a int, b int);

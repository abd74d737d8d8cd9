SELECT *
   INTO TABLE ramp
   FROM ONLY road
   WHERE name ~ '.*Ramp';

SELECT * FROM viewtest;

SELECT relname FROM pg_class
    WHERE relname LIKE 'v_'
    AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'temp_view_test')
    ORDER BY relname;

SELECT relname FROM pg_class
    WHERE relname LIKE 'v%'
    AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg_temp%')
    ORDER BY relname;

SELECT relname FROM pg_class
    WHERE relname LIKE 'nontemp%'
    AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'testviewschm2')
    ORDER BY relname;

SELECT relname FROM pg_class
    WHERE relname LIKE 'temporal%'
    AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg_temp%')
    ORDER BY relname;

SELECT count(*) FROM pg_class where relname = 'pubview'
AND relnamespace IN (SELECT OID FROM pg_namespace WHERE nspname = 'testviewschm2');

SELECT count(*) FROM pg_class where relname LIKE 'mytempview'
And relnamespace IN (SELECT OID FROM pg_namespace WHERE nspname LIKE 'pg_temp%');

SELECT relname, relkind, reloptions FROM pg_class
       WHERE oid in ('mysecview1'::regclass, 'mysecview2'::regclass,
                     'mysecview3'::regclass, 'mysecview4'::regclass,
                     'mysecview7'::regclass, 'mysecview8'::regclass,
                     'mysecview9'::regclass)
       ORDER BY relname;

SELECT * FROM unspecified_types;

SELECT * FROM tt1;

SELECT a::varchar(3) FROM tt1;

select pg_get_viewdef('view_of_joins_2a', true);

select pg_get_viewdef('view_of_joins_2b', true);

select pg_get_viewdef('view_of_joins_2c', true);

select pg_get_viewdef('view_of_joins_2d', true);

select pg_get_viewdef('v1', true);

select pg_get_viewdef('v1a', true);

select pg_get_viewdef('v2', true);

select pg_get_viewdef('v2a', true);

select pg_get_viewdef('v3', true);

select pg_get_viewdef('vv1', true);

select pg_get_viewdef('v4', true);

select pg_get_viewdef('vv2', true);

select pg_get_viewdef('vv3', true);

select pg_get_viewdef('vv4', true);

select pg_get_viewdef('vv2a', true);

select pg_get_viewdef('vv5', true);

select pg_get_viewdef('vv6', true);

select pg_get_viewdef('tt14v', true);

select * from tt14v;

select f1, f4 from tt14v;

select f1, f3 from tt14v;

select * from tt15v;

select pg_get_viewdef('tt15v', true);

select row(i.*::int8_tbl)::nestedcomposite from int8_tbl i;

select * from tt16v;

select pg_get_viewdef('tt16v', true);

select * from int8_tbl i, lateral(values(i.*::int8_tbl)) ss;

select * from tt17v;

select pg_get_viewdef('tt17v', true);

select * from int8_tbl i where i.* in (values(i.*::int8_tbl));

select pg_get_viewdef('tt18v', true);

select 'foo'::text = any(array['abc','def','foo']::text[]);

select 'foo'::text = any((select array['abc','def','foo']::text[]));

select 'foo'::text = any((select array['abc','def','foo']::text[])::text[]);

select pg_get_viewdef('tt19v', true);

select pg_get_viewdef('tt20v', true);

select pg_get_viewdef('tt201v', true);

select pg_get_viewdef('tt21v', true);

select pg_get_viewdef('tt22v', true);

select pg_get_viewdef('tt23v', true);

select pg_get_ruledef(oid, true) from pg_rewrite
  where ev_class = 'tt23v'::regclass and ev_type = '1';

select pg_get_viewdef('tt24v', true);

select pg_get_viewdef('tt25v', true);

select pg_get_viewdef('tt26v', true);

select a from tt27v where a > 0;

select viewname from pg_views where viewname = 'tt27v';

SELECT * FROM arrtest;

SELECT a[1], b[1][1][1], c[1], d[1][1], e[0]
   FROM arrtest;

SELECT array_ndims(a) AS a,array_ndims(b) AS b,array_ndims(c) AS c
   FROM arrtest;

SELECT *
   FROM arrtest
   WHERE a[1] < 5 and
         c = '{"foobar"}'::_name;

SELECT a[1:3],
          b[1:1][1:2][1:2],
          c[1:2],
          d[1:1][2:2]
   FROM arrtest;

SELECT a FROM arrtest;

SELECT pg_input_is_valid('{1,2,3}', 'integer[]');

SELECT pg_input_is_valid('{1,zed}', 'integer[]');

select '{{1,2,3},{4,5,6},{7,8,9}}'::int[];

select '[0:2][0:2]={{1,2,3},{4,5,6},{7,8,9}}'::int[];

SELECT ('{}'::int[])[1][2][3][4][5][6][7];

SELECT ('{{{1},{2},{3}},{{4},{5},{6}}}'::int[])[1][NULL:1][1];

SELECT (now())[1];

SELECT a[:3], b[:2][:2] FROM arrtest_s;

SELECT a[:], b[:] FROM arrtest_s;

SELECT f1[0:] FROM POINT_TBL;

SELECT f1[:] FROM POINT_TBL;

SELECT t.f[1][3][1] AS "131", t.f[2][2][1] AS "221" FROM (
  SELECT ARRAY[[[111,112],[121,122],[131,132]],[[211,212],[221,122],[231,232]]] AS f
) AS t;

SELECT ARRAY[ARRAY['hello'],ARRAY['world']];

SELECT '{1,null,3}'::int[];

SELECT array_append(array[42], 6) AS "{42,6}";

SELECT array_cat(ARRAY[1,2], ARRAY[3,4]) AS "{1,2,3,4}";

SELECT array_cat(ARRAY[[3,4],[5,6]], ARRAY[1,2]) AS "{{3,4},{5,6},{1,2}}";

SELECT array_position(ARRAY[5,3,4,2,1], 4);

SELECT array_position(ARRAY['sun','mon','tue','wed','thu','fri','sat'], 'mon');

SELECT array_position(ARRAY['sun','mon','tue','wed','thu','fri','sat'], NULL);

SELECT array_position(ARRAY['sun','mon','tue','wed','thu',NULL,'fri','sat'], 'sat');

SELECT array_positions(NULL, NULL::int);

SELECT array_positions(ARRAY[[1,2],[3,4]], 4);

SELECT array_positions(ARRAY[1,2,3,NULL,5,6,1,2,3,NULL,5,6], NULL);

SELECT array_position('[2:4]={1,2,3}'::int[], 1);

SELECT
    array_position(ids, (1, 1)),
    array_positions(ids, (1, 1))
        FROM
(VALUES
    (ARRAY[(0, 0), (1, 1)]),
    (ARRAY[(1, 1)])
) AS f (ids);

SELECT NOT ARRAY[1.1,1.2,1.3] = ARRAY[1.1,1.2,1.3] AS "FALSE";

SELECT 0 || ARRAY[1,2] AS "{0,1,2}";

SELECT ARRAY[[['hello','world']]] || ARRAY[[['happy','birthday']]] AS "ARRAY";

SELECT ARRAY[0,0] || ARRAY[1,1] || ARRAY[2,2] AS "{0,0,1,1,2,2}";

SELECT ARRAY[1.1] || ARRAY[2,3,4];

SELECT ROW(1,2) || array_agg(x) FROM (VALUES (ROW(3,4)), (ROW(5,6))) v(x);

SELECT * FROM array_op_test WHERE i && '{32}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE i && '{17}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE i && '{32,17}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE i = '{}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE i && '{}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE i = '{NULL}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE i && '{NULL}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE t @> '{AAAAAAAA72908}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE t @> '{AAAAAAAAAA646}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE t @> '{AAAAAAAA72908,AAAAAAAAAA646}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE t <@ '{AAAAAAAA72908,AAAAAAAAAAAAAAAAAAA17075,AA88409,AAAAAAAAAAAAAAAAAA36842,AAAAAAA48038,AAAAAAAAAAAAAA10611}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE t @> '{}' ORDER BY seqno;

SELECT * FROM array_op_test WHERE t <@ '{}' ORDER BY seqno;

SELECT pg_typeof(ARRAY[1,2,3]::text[]::int[]::float8[]) AS "double precision[]";

SELECT pg_typeof(ARRAY[['a','bc'],['def','hijk']]::text[]::varchar[]) AS "character varying[]";

SELECT NULL::text[]::int[] AS "NULL";

select 33 = any ('{1,2,33}');

select 33 >= all ('{1,2,33}');

select null::int >= all ('{}');

select 33.4 = any (array[1,2,3]);

select 33 * any ('{1,2,3}');

select 33 = any (null::int[]);

select 33 = any ('{1,null,3}');

select 33 = all (null::int[]);

select 33 = all ('{1,null,3}');

SELECT -1 != ALL(ARRAY(SELECT NULLIF(g.i, 900) FROM generate_series(1,1000) g(i)));

select * from arr_tbl where f1 >= '{1,2,3}' and f1 < '{1,5,3}';

select 'foo' like any (array['%a', '%b']);

select 'foo' like all (array['f%', '%b']);

select 'foo' not like all (array['%a', '%o']);

select 'foo' ilike all (array['F%', '%O']);

select E'{{1,2},\\{2,3}}'::text[];

select '{a"b"}'::text[];

select '{{"1 2" x},{3}}'::text[];

select '{}}'::text[];

select '}{'::text[];

select '{"foo"{}}'::text[];

select '{{1},{{2}}}'::text[];

select '{{},{{}}}'::text[];

select '{{1},{}}'::text[];

select '[1:0]={}'::int[];

select '[1:-1]={}'::int[];

select '[1:]={1}'::int[];

select array[];

select '{{1,},{1}}'::text[];

select '{1,}'::text[];

select '[-2147483649:-2147483648]={1,2}'::int[];

select '{{},{}}'::text[];

select '{null,n\ull,"null"}'::text[];

select '{0 second  ,0 second}'::interval[];

select '  {   {  "  0 second  "   ,  0 second  }   }'::text[];

select array[]::text[];

select '[0:1]={1.1,2.2}'::float8[];

select '[-2147483648:-2147483647]={1,2}'::int[];

select array[]::int2vector;

select * from comptable;

select * from unnest1(array[1,2,3]);

select array_fill(null::integer, array[3,3],array[2,2]);

select array_fill(null::text, array[3,3],array[2,2]);

select array_fill(7, array[3,3],array[2,2]);

select array_fill('juhu'::text, array[3,3],array[2,2]);

select a, a = '{}' as is_eq, array_dims(a)
  from (select array_fill(42, array[0]) as a) ss;

select a, a = '{}' as is_eq, array_dims(a)
  from (select array_fill(42, '{}', '{}') as a) ss;

select array_fill(1, array[2,2], null);

select array_fill(1, array[3,3], array[1,1,1]);

select array_fill(1, array[[1,2],[3,4]]);

select string_to_array('1|2|3|', '|');

select string_to_array('1|2|3', '');

select string_to_array('1|2|3', NULL);

select string_to_array('abc', '');

select string_to_array('abc', ',');

select string_to_array('1,2,3,4,,6', ',');

select string_to_array('1,2,3,4,*,6', ',', '*');

select v, v is null as "is null" from string_to_table('1|2|3|', '|') g(v);

select v, v is null as "is null" from string_to_table('1|2|3', '') g(v);

select v, v is null as "is null" from string_to_table('1|2|3', NULL) g(v);

select v, v is null as "is null" from string_to_table('abc', '') g(v);

select v, v is null as "is null" from string_to_table('abc', ',') g(v);

select v, v is null as "is null" from string_to_table('1,2,3,4,,6', ',') g(v);

select v, v is null as "is null" from string_to_table('1,2,3,4,*,6', ',', '*') g(v);

select array_to_string('{}'::int4[], ',');

select array_to_string(array[1,2,3,4,NULL,6], ',', '*');

select array_to_string(array[1,2,3,4,NULL,6], ',', NULL);

select array_length(array[1,2,3], 1);

select array_length(array[[1,2,3], [4,5,6]], 1);

select array_length(array[[1,2,3], [4,5,6]], 3);

select cardinality('{}'::int[]);

select cardinality('[2:4]={5,6,7}'::int[]);

select cardinality('{{1,2},{3,4},{5,6}}'::int[]);

select array_agg(unique1) from (select unique1 from tenk1 where unique1 < 15 order by unique1) ss;

select array_agg(nullif(ten, 4)) from (select ten from tenk1 where unique1 < 15 order by unique1) ss;

select array_agg(ar)
  from (values ('{1,2}'::int[]), ('{3,4}'::int[])) v(ar);

select array_agg(ar)
  from (select array_agg(array[i, i+1, i-1])
        from generate_series(1,2) a(i)) b(ar);

select array_agg(array['Hello', i::text]) from generate_series(9,11) g(i);

select array_agg('{}'::int[]) from generate_series(1,2);

select array_agg(ar)
  from (values ('{1,2}'::int[]), ('{3}'::int[])) v(ar);

select * from unnest(array[1,2,3]);

select unnest(array[1,2,3,4.5]::numeric[]);

select unnest(array[1,2,3,null,4,null,null,5,6]::text[]);

select array_remove(array[1,2,2,3], 2);

select array_remove(array[1,NULL,NULL,3], NULL);

select array_remove(array[1.0, 2.1, 3.3], 1);

select array_remove(array['X','X','X'], 'X') = '{}';

select array_replace(array[1,2,5,4],5,NULL);

select array_replace(array['A','B','DD','B'],'B','CC');

select array_replace(array['AB',NULL,'CDE'],NULL,'12');

select array(select array['Hello', i::text] from generate_series(9,11) i);

select array(select '11 22 33'::int2vector from generate_series(1,5));

select pg_typeof(array(select '11 22 33'::oidvector from generate_series(1,5)));

select unnest(array(select '11 22 33'::oidvector from generate_series(1,5)));

select array['11 22 33'::int2vector];

select unnest(array['11 22 33'::int2vector]);

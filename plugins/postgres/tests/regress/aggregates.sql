SELECT avg(four) AS avg_1 FROM onek;

SELECT any_value(v) FROM (VALUES (1), (2), (3)) AS v (v);

SELECT any_value(v) FROM (VALUES (NULL), (1), (2)) AS v (v);

SELECT avg(b)::numeric(10,3) AS avg_107_943 FROM aggtest;

SELECT sum(four) AS sum_1500 FROM onek;

SELECT sum(b) AS avg_431_773 FROM aggtest;

SELECT max(four) AS max_3 FROM onek;

SELECT max(aggtest.b) AS max_324_78 FROM aggtest;

SELECT stddev_pop(b) FROM aggtest;

SELECT var_pop(b) FROM aggtest;

SELECT stddev_pop(b::numeric) FROM aggtest;

SELECT var_pop(b::numeric) FROM aggtest;

SELECT var_pop(1.0::float8), var_samp(2.0::float8);

SELECT var_pop('inf'::float8), var_samp('inf'::float8);

SELECT var_pop('nan'::float8), var_samp('nan'::float8);

SELECT var_pop(1.0::float4), var_samp(2.0::float4);

SELECT var_pop('inf'::float4), var_samp('inf'::float4);

SELECT var_pop('nan'::float4), var_samp('nan'::float4);

SELECT var_pop(1.0::numeric), var_samp(2.0::numeric);

SELECT var_pop('inf'::numeric), var_samp('inf'::numeric);

SELECT var_pop('nan'::numeric), var_samp('nan'::numeric);

SELECT max(row(a,b)) FROM aggtest;

SELECT min(row(a,b)) FROM aggtest;

select sum(null::int4) from generate_series(1,3);

select sum(null::numeric) from generate_series(1,3);

select avg(null::int4) from generate_series(1,3);

select avg(null::numeric) from generate_series(1,3);

select sum('NaN'::numeric) from generate_series(1,3);

SELECT sum(x::float8), avg(x::float8), var_pop(x::float8)
FROM (VALUES ('1'), ('infinity')) v(x);

SELECT sum(x::float8), avg(x::float8), var_pop(x::float8)
FROM (VALUES ('infinity'), ('infinity')) v(x);

SELECT sum(x::float8), avg(x::float8), var_pop(x::float8)
FROM (VALUES ('-infinity'), ('-infinity')) v(x);

SELECT sum(x::numeric), avg(x::numeric), var_pop(x::numeric)
FROM (VALUES ('infinity'), ('1')) v(x);

SELECT sum(x::numeric), avg(x::numeric), var_pop(x::numeric)
FROM (VALUES ('-infinity'), ('infinity')) v(x);

SELECT avg(x::float8), var_pop(x::float8)
FROM (VALUES (100000003), (100000004), (100000006), (100000007)) v(x);

SELECT regr_count(b, a) FROM aggtest;

SELECT regr_syy(b, a) FROM aggtest;

SELECT regr_avgx(b, a), regr_avgy(b, a) FROM aggtest;

SELECT regr_slope(b, a), regr_intercept(b, a) FROM aggtest;

SELECT corr(b, a) FROM aggtest;

SELECT covar_pop(1::float8,'inf'::float8), covar_samp(3::float8,'inf'::float8);

SELECT count(*), sum(x), regr_sxx(y,x), sum(y),regr_syy(y,x), regr_sxy(y,x)
FROM regr_test WHERE x IN (10,20,30,80);

SELECT float8_accum('{4,140,2900}'::float8[], 100);

SELECT count(*), sum(x), regr_sxx(y,x), sum(y),regr_syy(y,x), regr_sxy(y,x)
FROM regr_test WHERE x IN (10,20,30);

SELECT float8_combine('{3,60,200}'::float8[], '{0,0,0}'::float8[]);

SELECT float8_combine('{3,60,200}'::float8[], '{2,180,200}'::float8[]);

SELECT float8_regr_combine('{0,0,0,0,0,0}'::float8[],
                           '{2,180,200,740,57800,-3400}'::float8[]);

SELECT count(four) AS cnt_1000 FROM onek;

select ten, count(*), sum(four) from onek
group by ten order by ten;

SELECT newavg(four) AS avg_1 FROM onek;

SELECT newcnt(four) AS cnt_1000 FROM onek;

SELECT oldcnt(*) AS cnt_1000 FROM onek;

select ten, sum(distinct four) from onek a
group by ten
having exists (select 1 from onek b where sum(distinct a.four) = b.four);

select
  (select max((select i.unique2 from tenk1 i where i.unique1 = o.unique1)))
from tenk1 o;

select array(select sum(x+y) s
            from generate_series(1,3) y group by y order by s)
  from generate_series(1,3) x;

SELECT
  -- boolean and transitions
  -- null because strict
  booland_statefunc(NULL, NULL)  IS NULL AS "t",
  booland_statefunc(TRUE, NULL)  IS NULL AS "t",
  booland_statefunc(FALSE, NULL) IS NULL AS "t",
  booland_statefunc(NULL, TRUE)  IS NULL AS "t",
  booland_statefunc(NULL, FALSE) IS NULL AS "t",
  -- and actual computations
  booland_statefunc(TRUE, TRUE) AS "t",
  NOT booland_statefunc(TRUE, FALSE) AS "t",
  NOT booland_statefunc(FALSE, TRUE) AS "t",
  NOT booland_statefunc(FALSE, FALSE) AS "t";

SELECT
  BOOL_AND(b1)   AS "n",
  BOOL_OR(b3)    AS "n"
FROM bool_test;

SELECT
  BOOL_OR(b1)      AS "t",
  BOOL_OR(b2)      AS "t",
  BOOL_OR(b3)      AS "f",
  BOOL_OR(b4)      AS "n",
  BOOL_OR(NOT b2)  AS "f",
  BOOL_OR(NOT b3)  AS "t"
FROM bool_test;

select max(unique1) from tenk1;

select max(unique1) from tenk1 where unique1 > 42;

select max(tenthous) from tenk1 where thousand = 33;

select f1, (select min(unique1) from tenk1 where unique1 > f1) AS gt
  from int4_tbl;

select max(unique2) from tenk1 order by 1;

select max(unique2) from tenk1 order by max(unique2)+1;

select max(100) from tenk1;

select distinct min(f1), max(f1) from minmaxtest;

select max(min(unique1)) from tenk1;

select avg((select avg(a1.col1 order by (select avg(a2.col2) from tenk1 a3))
            from tenk1 a1(col1)))
from tenk1 a2(col2);

select f1 from t1 left join t2 using (f1) group by f1;

select t1.f1 from t1 left join t2 using (f1) group by t1.f1;

select f1, count(*) from
t1 x(x0,x1) left join (t1 left join t2 using(f1)) on (x0 = 0)
group by f1;

select pg_get_viewdef('v1'::regclass);

select array_agg(a order by b)
  from (values (1,4),(2,3),(3,1),(4,2)) v(a,b);

select array_agg(a order by a desc)
  from (values (1,4),(2,3),(3,1),(4,2)) v(a,b);

select array_agg(distinct a)
  from (values (1),(2),(1),(3),(null),(2)) v(a);

select array_agg(distinct a order by a desc)
  from (values (1),(2),(1),(3),(null),(2)) v(a);

select aggfstr(a,b,c)
  from (values (1,3,'foo'),(0,null,null),(2,2,'bar'),(3,1,'baz')) v(a,b,c);

select aggfstr(distinct a,b,c)
  from (values (1,3,'foo'),(0,null,null),(2,2,'bar'),(3,1,'baz')) v(a,b,c),
       generate_series(1,3) i;

select aggfstr(distinct a,b,c order by b)
  from (values (1,3,'foo'),(0,null,null),(2,2,'bar'),(3,1,'baz')) v(a,b,c),
       generate_series(1,3) i;

select aggfns(distinct a,a,c order by c using ~<~,a)
  from (values (1,3,'foo'),(0,null,null),(2,2,'bar'),(3,1,'baz')) v(a,b,c),
       generate_series(1,2) i;

select aggfns(distinct a,a,c order by a)
  from (values (1,3,'foo'),(0,null,null),(2,2,'bar'),(3,1,'baz')) v(a,b,c),
       generate_series(1,2) i;

select
    string_agg(distinct 'a', ','),
    sum((
        select sum(1)
        from (values(1)) b(id)
        where a.id = b.id
)) from unnest(array[1]) a(id);

select pg_get_viewdef('agg_view1'::regclass);

select aggfns(distinct a,b,c order by a,b+1)
  from (values (1,1,'foo')) v(a,b,c), generate_series(1,2) i;

select aggfns(distinct a,a,c order by a,b)
  from (values (1,1,'foo')) v(a,b,c), generate_series(1,2) i;

select string_agg(a,',') from (values('aaaa'),(null),('bbbb'),('cccc')) g(a);

select string_agg(a,',') from (values(null),(null)) g(a);

select string_agg(distinct f1::text, ',' order by f1) from varchar_tbl;

select string_agg(distinct f1::text, ',' order by f1::text) from varchar_tbl;

select string_agg(v, NULL) from bytea_test_table;

select min(v) from bytea_test_table;

select * from v_pagg_test order by y;

select min(unique1) filter (where unique1 > 100) from tenk1;

select ten, sum(distinct four) filter (where four::text ~ '123') from onek a
group by ten;

select max(foo COLLATE "C") filter (where (bar collate "POSIX") > '0')
from (values ('a', 'b')) AS v(foo,bar);

select (select count(*)
        from (values (1)) t0(inner_c))
from (values (2),(3)) t1(outer_c);

select (select count(inner_c) filter (where outer_c <> 0)
        from (values (1)) t0(inner_c))
from (values (2),(3)) t1(outer_c);

select sum(unique1) FILTER (WHERE
  unique1 IN (SELECT unique1 FROM onek where unique1 < 100)) FROM tenk1;

select max(0) filter (where b1) from bool_test;

select max(unique1) filter (where sum(ten) > 0) from tenk1;

select max(unique1) filter (where bool_or(ten > 0)) from tenk1;

select p, percentile_cont(p) within group (order by x::float8)
from generate_series(1,5) x,
     (values (0::float8),(0.1),(0.25),(0.4),(0.5),(0.6),(0.75),(0.9),(1)) v(p)
group by p order by p;

select p, percentile_cont(p,p)  -- error
from generate_series(1,5) x,
     (values (0::float8),(0.1),(0.25),(0.4),(0.5),(0.6),(0.75),(0.9),(1)) v(p)
group by p order by p;

select percentile_cont(0.5) within group (order by b), sum(b) from aggtest;

select percentile_disc(0.5) within group (order by thousand) from tenk1;

select cume_dist(3) within group (order by x)
from (values (1),(1),(2),(2),(3),(3),(4)) v(x);

select dense_rank(3) within group (order by x)
from (values (1),(1),(2),(2),(3),(3),(4)) v(x);

select percentile_cont(array[0,0.25,0.5,0.75,1]) within group (order by thousand)
from tenk1;

select percentile_cont(array[0,1,0.25,0.75,0.5,1,0.3,0.32,0.35,0.38,0.4]) within group (order by x)
from generate_series(1,6) x;

select percentile_disc(array[0.25,0.5,0.75]) within group (order by x)
from unnest('{fred,jim,fred,jack,jill,fred,jill,jim,jim,sheila,jim,sheila}'::text[]) u(x);

select test_rank(3) within group (order by x)
from (values (1),(1),(2),(2),(3),(3),(4)) v(x);

select rank(x) within group (order by x) from generate_series(1,5) x;

select rank(sum(x)) within group (order by x) from generate_series(1,5) x;

select rank(3) within group (order by stringu1,stringu2) from tenk1;

select rank('adam'::text collate "C") within group (order by x collate "POSIX")
  from (values ('fred'),('jim')) v(x);

select rank('3') within group (order by x) from generate_series(1,5) x;

select pg_get_viewdef('aggordview1');

select least_agg(q1,q2) from int8_tbl;

select cleast_agg(q1,q2) from int8_tbl;

select cleast_agg(variadic array[4.5,f1]) from int4_tbl;

select my_avg(one),my_avg(one) from (values(1),(3)) t(one);

select my_avg(distinct one),my_sum(distinct one) from (values(1),(3),(1)) t(one);

select my_avg(one) filter (where one > 1),my_sum(one) from (values(1),(3)) t(one);

select
  percentile_cont(0.5) within group (order by a),
  percentile_disc(0.5) within group (order by a)
from (values(1::float8),(3),(5),(7)) t(a);

select
  rank(4) within group (order by a),
  dense_rank(4) within group (order by a)
from (values(1),(3),(5),(7)) t(a);

select my_sum_init(one),my_avg_init2(one) from (values(1),(3)) t(one);

SELECT balk(hundred) FROM tenk1;

SELECT eatarray(rwagg(ARRAY[1.0::real])), eatarray(rwagg(ARRAY[1.0::real]));

SELECT variance(unique1::int8), avg(unique1::numeric)
FROM (SELECT * FROM tenk1
      UNION ALL SELECT * FROM tenk1
      UNION ALL SELECT * FROM tenk1
      UNION ALL SELECT * FROM tenk1) u;

SELECT min(x ORDER BY y) FROM (VALUES(1, NULL)) AS d(x,y);

select v||'a', case v||'a' when 'aa' then 1 else 0 end, count(*)
  from unnest(array['a','b']) u(v)
 group by v||'a' order by 1;

select unique1, count(*), sum(twothousand) from tenk1
group by unique1
having sum(fivethous) > 4975
order by sum(twothousand);

(select * from agg_hash_2 except select * from agg_group_2)
  union all
(select * from agg_group_2 except select * from agg_hash_2);

(select * from agg_hash_4 except select * from agg_group_4)
  union all
(select * from agg_group_4 except select * from agg_hash_4);

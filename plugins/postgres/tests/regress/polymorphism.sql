select polyf(42) as int, polyf(4.5) as num;

select polyf(array[2,4]) as int, polyf(array[4.5, 7.7]) as num;

select polyf(int4range(42, 49)) as int, polyf(float8range(4.5, 7.8)) as num;

select polyf(int4range(42, 49), 11, 2::smallint) as int, polyf(float8range(4.5, 7.8), 7.8, 11::real) as num;

select polyf(multirange(int4range(42, 49)), 11, 2::smallint) as int, polyf(multirange(float8range(4.5, 7.8)), 7.8, 11::real) as num;

select polyf(int4range(42, 49), array[11]) as int, polyf(float8range(4.5, 7.8), array[7]) as num;

select x, pg_typeof(x), y, pg_typeof(y)
  from polyf(11, array[1, 2], 42, 34.5);

select x, pg_typeof(x), y, pg_typeof(y)
  from polyf(11, '{1,2}', point(1,2), '(3,4)');

select polyf(int4range(1,10));

select polyf(int4multirange(int4range(1,10), int4range(20,30)));

select f3, myaggp03a(*) from t group by f3 order by f3;

select f3, myaggp05a(f1) from t group by f3 order by f3;

select f3, myaggp08a(f1) from t group by f3 order by f3;

select f3, myaggp09b(f1) from t group by f3 order by f3;

select f3, myaggp10b(f1) from t group by f3 order by f3;

select f3, myaggp20b(f1) from t group by f3 order by f3;

select f3, myaggn01b(*) from t group by f3 order by f3;

select f3, myaggn05a(f1) from t group by f3 order by f3;

select f3, myaggn06a(f1) from t group by f3 order by f3;

select f3, myaggn08a(f1) from t group by f3 order by f3;

select f3, myaggn09a(f1) from t group by f3 order by f3;

select mysum2(f1, f1 + 1) from t;

select q2, sql_if(q2 > 0, q2, q2 + 1) from int8_tbl;

SELECT array_larger_accum(i)
FROM (VALUES (ARRAY[row(1,2),row(3,4)]), (ARRAY[row(5,6),row(7,8)])) as t(i);

select first_el_agg_f8(x::float8) from generate_series(1,10) x;

select first_el_agg_f8(x::float8) over(order by x) from generate_series(1,10) x;

select distinct array_ndims(histogram_bounds) from pg_stats
where histogram_bounds is not null;

select array_in('{1,2,3}','int4'::regtype,-1);

select anyrange_in('[10,20)','int4range'::regtype,-1);

select myleast(1.1, 0.22, 0.55);

select myleast();

select myleast(variadic array[1.1, -5.5]);

select concat('%', 1, 2, 3, 4, 5);

select concat('|', variadic array[1,2,33]);

select formarray(1,2,3,4,5);

select formarray(1.1, array[1.2,55.5]);

select formarray(1, variadic array['x'::text]);

select pg_typeof(0);

select pg_typeof(1+1 = 2);

select pg_typeof('' || '');

select pg_typeof(array[1.2,55.5]);

select dfunc();

select dfunc(10, 20);

select dfunc('Hi');

select dfunc(0);

select dfunc(1, 2);

select dfunc(1, 2, 3, 4);

select dfunc('City'::text);

select (dfunc(10,20,30)).*;

select * from dfunc(a := 10, b := 20);

select * from dfunc(0);

select * from dfunc(1,2,c := 3);

select * from dfunc(x := 20, b := 10, x := 30);

select * from dfunc(x := 10, b := 20, c := 30);

select * from dfunc(1,c := 2,d := 3);

select * from dfunc('Hello World', 20, '2009-07-25'::date);

select * from dfunc('Hello World', b := 20, c := '2009-07-25'::date);

select * from dfunc('Hello World', c := 20, b := '2009-07-25'::date);

select * from dfunc();

select * from dfunc(a := 'Hello', c := 100);

select * from dfunc('Hello');

select * from dfunc(c := 100);

select * from testpolym(37);

select dfunc('a'::text, 'b');

select dfunc(a := 'a'::text, b := 'b');

select dfunc(b := 'b'::text, a := 'a');

select dfunc(a := 'a'::text, flag := false);

select dfunc('a'::text, 'b', false);

select dfunc('a'::text, 'b', true);

select dfunc(a => 1, b => 2);

select dfunc(a => 'a'::text, b => 'b', flag => false);

select dfunc(a => 'a'::text, flag => true);

select dfunc(b => 'b'::text, a => 'a', flag => true);

select dfunc('a'::text, 'b', flag => true);

select dfunc(a =>+1);

select dfunc(a =>--comment to be removed by psql
  1);

select x, pg_typeof(x) from anyctest(11, 12) x;

select x, pg_typeof(x) from anyctest(11, point(1,2)) x;

select x, pg_typeof(x) from anyctest(11, array[1,2]) x;

select x, pg_typeof(x) from anyctest(11, array[12.3]) x;

select x, pg_typeof(x) from anyctest(12.3, '{13,14.4}') x;

select x, pg_typeof(x) from anyctest(11, int4range(4,7)) x;

select x, pg_typeof(x) from anyctest(11.2, int4range(4,7)) x;

select x, pg_typeof(x) from anyctest(int4range(11,12), int4range(4,7)) x;

select x, pg_typeof(x) from anyctest(11, multirange(int4range(4,7))) x;

select x, pg_typeof(x) from anyctest(11.2, multirange(int4range(4,7))) x;

select x, pg_typeof(x) from anyctest(multirange(int4range(11,12)), multirange(int4range(4,7))) x;

select x, pg_typeof(x) from anyctest(array[11], array[1,2]) x;

select x, pg_typeof(x) from anyctest(11, array[1, 2], point(1,2), point(3,4)) x;

select x, pg_typeof(x) from anyctest(11, array[1, 2.2], 42, 34.5) x;

select x, pg_typeof(x) from anyctest(11, '12') x;

select x, pg_typeof(x) from anyctest(variadic array[11, 12]) x;

select ''::textrange;

select '[a,z) - '::textrange;

select '(,,a)'::textrange;

select '(a,))'::textrange;

select '(a,])'::textrange;

select '  empty  '::textrange;

select ' ( " a " " a ", " z " " z " )  '::textrange;

select '[,z]'::textrange;

select '(,)'::textrange;

select '["",""]'::textrange;

select '["\\","\\"]'::textrange;

select '((,z)'::textrange;

select '(!,()'::textrange;

select '[a,a]'::textrange;

select '(a,a]'::textrange;

select pg_input_is_valid('(1,4)', 'int4range');

select * from pg_input_error_info('(1,4', 'int4range');

select * from pg_input_error_info('(4,1)', 'int4range');

select * from pg_input_error_info('(4,zed)', 'int4range');

select * from pg_input_error_info('[1,2147483647]', 'int4range');

select * from pg_input_error_info('[2000-01-01,5874897-12-31]', 'daterange');

SELECT nr, lower_inc(nr), lower_inf(nr), upper_inc(nr), upper_inf(nr) FROM numrange_test;

SELECT * FROM numrange_test WHERE nr @> numrange(1.0,10000.1);

SELECT * FROM numrange_test WHERE 1.9 <@ nr;

select * from numrange_test where nr = '(1.1, 2.2)';

select * from numrange_test where nr < 'empty';

select * from numrange_test where nr < numrange(0.0, 1.0,'[]');

select * from numrange_test where nr <= 'empty';

select * from numrange_test where nr > 'empty';

select * from numrange_test where nr > numrange(0.0, 1.0,'[]');

select numrange(2.0, 1.0);

select range_adjacent(numrange(2.0, 3.0), numrange(3.1, 4.0));

select numrange(2.0, 3.0, '[]') -|- numrange(3.0, 4.0, '()');

select range_adjacent(numrange(2.0, 3.0, '(]'), numrange(1.0, 2.0, '(]'));

select numrange(0.1, 10.1) <@ numrange(1.1,3.3);

select numrange(1.1, 2.2) - numrange(2.2, 3.0);

select range_minus(numrange(10.1,12.2,'[]'), numrange(110.0,120.2,'(]'));

select numrange(4.5, 5.5, '[]') && numrange(5.5, 6.5);

select numrange(1.0, 3.0,'[]') << numrange(3.0, 4.0,'[]');

select numrange(1.0, 2.0) >> numrange(3.0, 4.0);

select numrange(1.1, 2.2) < numrange(1.0, 200.2);

select numrange(1.0, 2.0) + numrange(2.0, 3.0);

select numrange(1.0, 2.0) + numrange(2.5, 3.0);

select range_merge(numrange(1.0, 2.0), numrange(1.5, 3.0));

select numrange(1.0, 2.0) * numrange(2.0, 3.0);

select numrange(1.0, 2.0) * numrange(2.5, 3.0);

select range_intersect_agg(nr) from numrange_test where false;

select * from numrange_test2 where nr = 'empty'::numrange;

select * from numrange_test2 where nr = numrange(1.1, 2.3);

SELECT tr, isempty(tr), lower(tr), upper(tr) FROM textrange_test;

SELECT * FROM textrange_test WHERE range_contains(tr, textrange('f', 'fx'));

SELECT * FROM textrange_test WHERE range_contained_by(textrange('0','9'), tr);

select * from textrange_test where tr = 'empty';

select * from textrange_test where tr = '["b","g")';

select int4range(1, 10, '[]');

select int4range(1, 10, '(]');

select int4range(1, 2, '()');

select daterange('2000-01-10'::date, '2000-01-20'::date, '[)');

select daterange('2000-01-10'::date, '2000-01-20'::date, '()');

select daterange('2000-01-10'::date, '2000-01-11'::date, '(]');

select daterange('-infinity'::date, '2000-01-01'::date, '[)');

select daterange('2000-01-01'::date, 'infinity'::date, '[]');

select count(*) from test_range_gist where ir = int4range(10,20);

select count(*) from test_range_gist where ir @> int4range(10,20);

select count(*) from test_range_gist where ir <@ int4range(10,50);

select count(*) from test_range_gist where ir >> int4range(100,500);

select count(*) from test_range_gist where ir &> int4range(100,500);

select count(*) from test_range_gist where ir @> '{}'::int4multirange;

select count(*) from test_range_gist where ir && '{(10,20),(30,40),(50,60)}'::int4multirange;

select count(*) from test_range_gist where ir << int4multirange(int4range(100,200), int4range(400,500));

select count(*) from test_range_gist where ir &< int4multirange(int4range(100,200), int4range(400,500));

select count(*) from test_range_gist where ir -|- int4multirange(int4range(100,200), int4range(400,500));

select count(*) from test_range_spgist where ir = int4range(10,20);

select count(*) from test_range_spgist where ir @> int4range(10,20);

select count(*) from test_range_spgist where ir <@ int4range(10,50);

select count(*) from test_range_spgist where ir >> int4range(100,500);

select count(*) from test_range_spgist where ir &> int4range(100,500);

select ir from test_range_spgist where ir -|- int4range(10,20) order by ir;

select count(*) from test_range_elem where int4range(i,i+10) <@ int4range(10,30);

select '[2010-01-01 01:00:00 -05, 2010-01-01 02:00:00 -08)'::tstzrange;

select '[123.001, 5.e9)'::float8range @> 888.882::float8;

select '[4,50)'::mydomainrange @> 7::mydomain;

select '[4,50)'::restrictedrange @> 7;

select textrange2('a','z') @> 'b'::text;

select anyarray_anyrange_func(ARRAY[1,2], numrange(10,20));

select range_add_bounds(numrange(1.0001, 123.123));

select rangetypes_sql(numrange(1,10), ARRAY[2,20]);

select anycompatiblearray_anycompatiblerange_func(ARRAY[1,2], numrange(10,20));

select ARRAY[numrange(1.1, 1.2), numrange(12.3, 155.5)];

select arrayrange(ARRAY[1,2], ARRAY[2,1]);

select array[1,1] <@ arrayrange(array[1,2], array[2,1]);

select *, row_to_json(upper(t)) as u from
  (values (two_ints_range(row(1,2), row(3,4))),
          (two_ints_range(row(5,6), row(7,8)))) v(t);

select * from outparam_succeed(int4range(1,2));

select * from outparam_succeed2(int4range(int4range(1,2)));

select * from table_succeed(int4range(1,11));

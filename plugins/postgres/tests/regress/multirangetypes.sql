select ''::textmultirange;

select '{(,)}.'::textmultirange;

select '{,[a,c)}'::textmultirange;

select '{[a,z) - }'::textmultirange;

select '{(,,a)}'::textmultirange;

select '{(a,))}'::textmultirange;

select '{(a,])}'::textmultirange;

select '{}'::textmultirange;

select ' { empty, empty }  '::textmultirange;

select textrange('\\\\', repeat('a', 200))::textmultirange;

select '{(a,)}'::textmultirange;

select '{[a,]}'::textmultirange;

select '{[ , ]}'::textmultirange;

select '{[",",","]}'::textmultirange;

select '{["""","\""]}'::textmultirange;

select '{((,z)}'::textmultirange;

select '{(!,()}'::textmultirange;

select '{[a,a]}'::textmultirange;

select '{[a,b), [b,e]}'::textmultirange;

select '{[a,a],[b,b]}'::textmultirange;

select '{[1,2], [3,4]}'::int4multirange;

select '{[a,d], [b,e]}'::textmultirange;

select '{[a,a)}'::textmultirange;

select '{(a,a)}'::textmultirange;

select pg_input_is_valid('{[1,2], [4,5]', 'int4multirange');

select pg_input_is_valid('{[1,2], [4,zed]}', 'int4multirange');

select textmultirange();

select textmultirange(textrange('a', 'c'), textrange('f', 'g'));

select 'empty'::int4range::int4multirange;

select int4range(1, null)::int4multirange;

select 'empty'::textrange::textmultirange;

select textrange('a', null)::textmultirange;

select unnest(int4multirange(int4range('5', '6'), int4range('1', '2')));

select unnest(textmultirange(textrange('\\\\', repeat('a', 200)), textrange('c', 'd')));

SELECT nmr, lower_inc(nmr), lower_inf(nmr), upper_inc(nmr), upper_inf(nmr) FROM nummultirange_test ORDER BY nmr;

SELECT * FROM nummultirange_test WHERE nmr = '{(,5)}';

SELECT * FROM nummultirange_test WHERE nmr = '{[1.7,1.7]}';

SELECT * FROM nummultirange_test WHERE nmr < '{}';

SELECT * FROM nummultirange_test WHERE nmr < '{[0.0, 1.0]}';

SELECT * FROM nummultirange_test WHERE nmr <= '{}';

SELECT * FROM nummultirange_test WHERE nmr >= '{}';

SELECT * FROM nummultirange_test WHERE nmr > '{}';

SELECT * FROM nummultirange_test WHERE nmr > '{[0.0, 1.0]}';

SELECT * FROM nummultirange_test WHERE nmr <> '{}';

select nummultirange(numrange(2.0, 1.0));

SELECT * FROM nummultirange_test WHERE range_overlaps_multirange(numrange(4.0, 4.2), nmr);

SELECT * FROM nummultirange_test WHERE multirange_overlaps_range(nmr, numrange(4.0, 4.2));

SELECT * FROM nummultirange_test WHERE multirange_overlaps_multirange(nmr, nummultirange(numrange(4.0, 4.2), numrange(6.0, 7.0)));

SELECT * FROM nummultirange_test WHERE nmr && nummultirange(numrange(6.0, 7.0));

SELECT * FROM nummultirange_test WHERE multirange_contains_elem(nmr, 4.0);

SELECT * FROM nummultirange_test WHERE multirange_contains_range(nmr, numrange(4.0, 4.2));

SELECT * FROM nummultirange_test WHERE multirange_contains_multirange(nmr, '{[4.0,4.2), [6.0, 8.0)}');

SELECT * FROM nummultirange_test WHERE elem_contained_by_multirange(4.0, nmr);

SELECT * FROM nummultirange_test WHERE range_contained_by_multirange(numrange(4.0, 4.2), nmr);

SELECT * FROM nummultirange_test WHERE multirange_contained_by_multirange('{[4.0,4.2), [6.0, 8.0)}', nmr);

SELECT 'empty'::numrange && nummultirange();

SELECT nummultirange() && 'empty'::numrange;

SELECT nummultirange() && nummultirange();

SELECT nummultirange(numrange(1,2)) && nummultirange();

SELECT nummultirange(numrange(1,2), numrange(7,8)) && nummultirange(numrange(3,4));

SELECT nummultirange(numrange(1,2), numrange(3.5,8)) && numrange(3,4);

select '{(10,20),(30,40),(50,60)}'::nummultirange && '(42,92)'::numrange;

SELECT nummultirange() @> 'empty'::numrange;

SELECT nummultirange(numrange(null,null)) @> numrange(null,2);

SELECT nummultirange(numrange(null,5)) @> numrange(null,3);

SELECT nummultirange(numrange(5,null)) @> numrange(8,null);

SELECT nummultirange(numrange(1,5)) @> numrange(8,9);

SELECT nummultirange(numrange(1,5)) @> numrange(1,4);

SELECT nummultirange(numrange(-4,-2), numrange(1,5)) @> numrange(1,5);

SELECT nummultirange(numrange(1,5), numrange(8,9)) @> numrange(6,7);

SELECT '{[1,5)}'::nummultirange @> '{[1,5)}';

SELECT '{[1,5), [8,9)}'::nummultirange @> '{[1,5)}';

SELECT '{[1,5), [6,9)}'::nummultirange @> '{[6,7)}';

SELECT numrange(null,null) @> nummultirange(numrange(1,2));

SELECT numrange(null,null) @> nummultirange(numrange(2,null));

SELECT numrange(null,5) @> nummultirange(numrange(null,8));

SELECT numrange(5,null) @> nummultirange(numrange(3,null));

SELECT numrange(1,5) @> nummultirange(numrange(3,9));

SELECT numrange(1,5) @> nummultirange(numrange(1,5));

SELECT numrange(1,9) @> nummultirange(numrange(1,5), numrange(8,9));

SELECT numrange(1,9) @> nummultirange(numrange(1,5), numrange(6,10));

SELECT '{[1,9)}' @> '{[-4,-2), [1,5)}'::nummultirange;

SELECT '{[1,9)}' @> '{[1,5), [6,9)}'::nummultirange;

SELECT nummultirange() <@ nummultirange();

SELECT numrange(1,2) <@ nummultirange(numrange(null,null));

SELECT numrange(2,null) <@ nummultirange(numrange(null,null));

SELECT numrange(null,8) <@ nummultirange(numrange(null,5));

SELECT numrange(3,null) <@ nummultirange(numrange(5,null));

SELECT numrange(3,9) <@ nummultirange(numrange(1,5));

SELECT numrange(1,5) <@ nummultirange(numrange(1,5));

SELECT numrange(1,5) <@ nummultirange(numrange(1,5), numrange(8,9));

SELECT numrange(6,7) <@ nummultirange(numrange(1,5), numrange(6,9));

SELECT '{[1,5)}' <@ '{[-4,-2), [1,5)}'::nummultirange;

SELECT '{[6,7)}' <@ '{[1,5), [8,9)}'::nummultirange;

SELECT nummultirange(numrange(1,2)) <@ numrange(null,null);

SELECT nummultirange(numrange(2,null)) <@ numrange(null,null);

SELECT nummultirange(numrange(null,8)) <@ numrange(null,5);

SELECT nummultirange(numrange(3,null)) <@ numrange(5,null);

SELECT nummultirange(numrange(3,9)) <@ numrange(1,5);

SELECT nummultirange(numrange(1,5)) <@ numrange(1,5);

SELECT nummultirange(numrange(1,5), numrange(8,9)) <@ numrange(1,9);

SELECT nummultirange(numrange(1,5), numrange(6,10)) <@ numrange(1,9);

SELECT '{[-4,-2), [1,5)}'::nummultirange <@ '{[1,9)}';

SELECT '{[1,5), [6,9)}'::nummultirange <@ '{[1,9)}';

SELECT 'empty'::numrange &< nummultirange();

SELECT nummultirange() &< 'empty'::numrange;

SELECT nummultirange() &< nummultirange();

SELECT nummultirange() &< nummultirange(numrange(1,2));

SELECT numrange(1,2) &< nummultirange(numrange(3,4));

SELECT numrange(1,6) &< nummultirange(numrange(3,4));

SELECT nummultirange(numrange(6,7)) &< numrange(3,4);

SELECT nummultirange(numrange(1,4)) &< numrange(3,4);

SELECT nummultirange(numrange(3.5,6)) &< numrange(3,4);

SELECT nummultirange(numrange(1,2)) &< nummultirange(numrange(3,4));

SELECT nummultirange(numrange(1,6)) &< nummultirange(numrange(3,4));

SELECT nummultirange() &> 'empty'::numrange;

SELECT 'empty'::numrange &> nummultirange();

SELECT nummultirange() &> nummultirange();

SELECT nummultirange(numrange(1,2)) &> nummultirange();

SELECT nummultirange(numrange(3,4)) &> numrange(1,2);

SELECT nummultirange(numrange(3,4)) &> numrange(1,6);

SELECT numrange(3,4) &> nummultirange(numrange(6,7));

SELECT numrange(3,4) &> nummultirange(numrange(1,4));

SELECT numrange(3,4) &> nummultirange(numrange(3.5,6));

SELECT nummultirange(numrange(3,4)) &> nummultirange(numrange(1,2));

SELECT nummultirange(numrange(3,4)) &> nummultirange(numrange(1,6));

SELECT 'empty'::numrange -|- nummultirange();

SELECT nummultirange() -|- 'empty'::numrange;

SELECT nummultirange() -|- nummultirange();

SELECT nummultirange() -|- nummultirange(numrange(1,2));

SELECT numrange(1,2) -|- nummultirange(numrange(3,4));

SELECT nummultirange(numrange(1,2)) -|- numrange(3,4);

SELECT nummultirange(numrange(1,2)) -|- nummultirange(numrange(3,4));

SELECT nummultirange(numrange(1,2), numrange(5,6)) -|- nummultirange(numrange(6,7));

SELECT nummultirange(numrange(1,2)) -|- nummultirange(numrange(2,4), numrange(6,7));

select numrange(1,2) << nummultirange();

select numrange(1,2) << nummultirange(numrange(0,4));

select nummultirange() << 'empty'::numrange;

select nummultirange(numrange(3,4)) << numrange(3,6);

select nummultirange(numrange(0,2), numrange(7,8)) << numrange(3,6);

select nummultirange() << nummultirange();

select nummultirange(numrange(1,2)) << nummultirange();

select nummultirange(numrange(1,2)) << nummultirange(numrange(3,4));

select nummultirange(numrange(1,2), numrange(4,5)) << nummultirange(numrange(3,4), numrange(7,8));

select nummultirange() >> numrange(1,2);

select nummultirange(numrange(0,4)) >> numrange(1,2);

select 'empty'::numrange >> nummultirange();

select numrange(3,6) >> nummultirange(numrange(3,4));

select numrange(3,6) >> nummultirange(numrange(0,2), numrange(7,8));

select nummultirange() >> nummultirange();

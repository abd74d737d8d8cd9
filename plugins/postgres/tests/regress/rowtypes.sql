select (1.1,2.2)::complex, row((3.3,4.4),(5.5,null))::quad;

select row('Joe', 'Blow')::fullname, '(Joe,Blow)'::fullname;

select '(Joe,von Blow)'::fullname, '(Joe,d''Blow)'::fullname;

select '(Joe,"von""Blow")'::fullname, E'(Joe,d\\\\Blow)'::fullname;

select '(Joe,"Blow,Jr")'::fullname;

select '(Joe,)'::fullname;

select '(Joe)'::fullname;

select '(Joe,,)'::fullname;

select '[]'::fullname;

select ' (Joe,Blow)  '::fullname;

select '(Joe,Blow) /'::fullname;

SELECT pg_input_is_valid('(1,2)', 'complex');

SELECT pg_input_is_valid('(1,2', 'complex');

SELECT pg_input_is_valid('(1,zed)', 'complex');

SELECT * FROM pg_input_error_info('(1,zed)', 'complex');

SELECT * FROM pg_input_error_info('(1,1e400)', 'complex');

select * from quadtable;

select f1, q.c1 from quadtable;

select f1, (q).c1, (qq.q).c1.i from quadtable qq;

select * from people;

select (fn).first, substr((fn).last, 1, 20), length((fn).last) from people;

select ROW(1,2) < ROW(1,3) as true;

select ROW(1,2) < ROW(1,1) as false;

select ROW(1,2) < ROW(1,NULL) as null;

select ROW(1,2,3) < ROW(1,3,NULL) as true;

select ROW(11,'ABC') < ROW(11,'DEF') as true;

select ROW(11,'ABC') > ROW(11,'DEF') as false;

select ROW(12,'ABC') > ROW(11,'DEF') as true;

select ROW(1,2,3) < ROW(1,NULL,4) as null;

select ROW(1,2,3) = ROW(1,NULL,4) as false;

select ROW(1,2,3) <> ROW(1,NULL,4) as true;

select ROW('ABC','DEF') ~<=~ ROW('DEF','ABC') as true;

select ROW('ABC','DEF') ~>=~ ROW('DEF','ABC') as false;

select ROW('ABC','DEF') ~~ ROW('DEF','ABC') as fail;

select ROW(1,2) = ROW(1,2::int8);

select ROW(1,2) in (ROW(3,4), ROW(1,2));

select ROW(1,2) in (ROW(3,4), ROW(1,2::int8));

select unique1, unique2 from tenk1
where (unique1, unique2) < any (select ten, ten from tenk1 where hundred < 3)
      and unique1 <= 20
order by 1;

select thousand, tenthous from tenk1
where (thousand, tenthous) >= (997, 5000)
order by thousand, tenthous;

select thousand, tenthous, four from tenk1
where (thousand, tenthous, four) > (998, 5000, 3)
order by thousand, tenthous;

select thousand, tenthous from tenk1
where (998, 5000) < (thousand, tenthous)
order by thousand, tenthous;

select thousand, hundred from tenk1
where (998, 5000) < (thousand, hundred)
order by thousand, hundred;

select a,b from test_table where (a,b) > ('a','a') order by a,b;

select * from int8_tbl i8 where i8 in (row(123,456));

select * from int8_tbl i8
where i8 in (row(123,456)::int8_tbl, '(4567890123456789,123)');

select (row(1, 2.0)).f1;

select (row(1, 2.0)).f2;

select (row(1, 2.0)).nosuch;

select (row(1, 2.0)).*;

select (r).f1 from (select row(1, 2.0) as r) ss;

select (r).f3 from (select row(1, 2.0) as r) ss;

select (r).* from (select row(1, 2.0) as r) ss;

select ROW();

select ROW() IS NULL;

select ROW() = ROW();

select array[ row(1,2), row(3,4), row(5,6) ];

select row(1,1.1) = any (array[ row(7,7.7), row(1,1.1), row(0,0.0) ]);

select row(1,1.1) = any (array[ row(7,7.7), row(1,1.0), row(0,0.0) ]);

select * from cc order by f1;

select row(1, 2)::testtype1 < row(1, 3)::testtype1;

select row(1, 2)::testtype1 <= row(1, 3)::testtype1;

select row(1, 2)::testtype1 = row(1, 2)::testtype1;

select row(1, 2)::testtype1 <> row(1, 3)::testtype1;

select row(1, 3)::testtype1 >= row(1, 2)::testtype1;

select row(1, 3)::testtype1 > row(1, 2)::testtype1;

select row(1, -2)::testtype1 < row(1, -3)::testtype1;

select row(1, -2)::testtype1 <= row(1, -3)::testtype1;

select row(1, -2)::testtype1 = row(1, -3)::testtype1;

select row(1, -2)::testtype1 <> row(1, -2)::testtype1;

select row(1, -3)::testtype1 >= row(1, -2)::testtype1;

select row(1, -3)::testtype1 > row(1, -2)::testtype1;

select row(1, -2)::testtype1 < row(1, 3)::testtype1;

select row(1, 2)::testtype1 < row(1, 'abc')::testtype3;

select row(1, 2)::testtype1 <> row(1, 'abc')::testtype3;

select row(1, 2)::testtype1 < row(1)::testtype5;

select row(1, 2)::testtype1 <> row(1)::testtype5;

select row(1, '(1,2)')::testtype6 < row(1, '(1,3)')::testtype6;

select row(1, '(1,2)')::testtype6 <> row(1, '(1,3)')::testtype6;

select row(1, 2)::testtype1 *< row(1, 3)::testtype1;

select row(1, 2)::testtype1 *<= row(1, 3)::testtype1;

select row(1, 2)::testtype1 *= row(1, 2)::testtype1;

select row(1, 2)::testtype1 *<> row(1, 3)::testtype1;

select row(1, 3)::testtype1 *>= row(1, 2)::testtype1;

select row(1, 3)::testtype1 *> row(1, 2)::testtype1;

select row(1, -2)::testtype1 *< row(1, -3)::testtype1;

select row(1, -2)::testtype1 *<= row(1, -3)::testtype1;

select row(1, -2)::testtype1 *= row(1, -3)::testtype1;

select row(1, -2)::testtype1 *<> row(1, -2)::testtype1;

select row(1, -3)::testtype1 *>= row(1, -2)::testtype1;

select row(1, -3)::testtype1 *> row(1, -2)::testtype1;

select row(1, -2)::testtype1 *< row(1, 3)::testtype1;

select row(1, true)::testtype2 *< row(2, true)::testtype2;

select row(-2, true)::testtype2 *< row(-1, true)::testtype2;

select row(0, false)::testtype2 *< row(0, true)::testtype2;

select row(0, false)::testtype2 *<> row(0, true)::testtype2;

select row(1, 'abc')::testtype3 *< row(1, 'abd')::testtype3;

select row(1, 'abc')::testtype3 *< row(1, 'abcd')::testtype3;

select row(1, 'abc')::testtype3 *> row(1, 'abd')::testtype3;

select row(1, 'abc')::testtype3 *<> row(1, 'abd')::testtype3;

select row(1, '(1,2)')::testtype4 *< row(1, '(1,3)')::testtype4;

select row(1, '(1,2)')::testtype4 *<> row(1, '(1,3)')::testtype4;

select row(1, 2)::testtype1 *< row(1, 'abc')::testtype3;

select row(1, 2)::testtype1 *<> row(1, 'abc')::testtype3;

select row(1, 2)::testtype1 *< row(1)::testtype5;

select row(1, 2)::testtype1 *<> row(1)::testtype5;

select row(1, '(1,2)')::testtype6 *< row(1, '(1,3)')::testtype6;

select row(1, '(1,2)')::testtype6 *>= row(1, '(1,3)')::testtype6;

select row(1, '(1,2)')::testtype6 *<> row(1, '(1,3)')::testtype6;

select q.a, q.b = row(2), q.c = array[row(3)], q.d = row(row(4)) from
    unnest(array[row(1, row(2), array[row(3)], row(row(4))),
                 row(2, row(3), array[row(4)], row(row(5)))])
      as q(a int, b record, c record[], d record);

select * from price;

select fcompos1(row(1,'one'));

select fcompos2(row(2,'two'));

select fcompos3(row(3,'three'));

select * from compos;

select cast (fullname as text) from fullname;

select fullname::text from fullname;

select text(fullname) from fullname;

select fullname.text from fullname;

select cast (row('Jim', 'Beam') as text);

select (row('Jim', 'Beam'))::text;

select text(row('Jim', 'Beam'));

select (row('Jim', 'Beam')).text;

select f.last from fullname f;

select last(f) from fullname f;

select f.longname from fullname f;

select longname(f) from fullname f;

select row_to_json(i) from int8_tbl i;

select row_to_json(i) from int8_tbl i(x,y);

select row_to_json(ss) from
  (select q1, q2 from int8_tbl) as ss;

select row_to_json(ss) from
  (select q1, q2 from int8_tbl offset 0) as ss;

select row_to_json(ss) from
  (select q1 as a, q2 as b from int8_tbl) as ss;

select row_to_json(ss) from
  (select q1 as a, q2 as b from int8_tbl offset 0) as ss;

select row_to_json(ss) from
  (select q1 as a, q2 as b from int8_tbl) as ss(x,y);

select row_to_json(ss) from
  (select q1 as a, q2 as b from int8_tbl offset 0) as ss(x,y);

select row_to_json(q) from
  (select thousand, tenthous from tenk1
   where thousand = 42 and tenthous < 2000 offset 0) q;

select row_to_json(q) from
  (select thousand as x, tenthous as y from tenk1
   where thousand = 42 and tenthous < 2000 offset 0) q;

select row_to_json(q) from
  (select thousand as x, tenthous as y from tenk1
   where thousand = 42 and tenthous < 2000 offset 0) q(a,b);

select row_to_json(r) from (select q2,q1 from tt1 offset 0) r;

select row_to_json(tt3::tt2::tt1) from tt3;

select r, r is null as isnull, r is not null as isnotnull
from (values (1,row(1,2)), (1,row(null,null)), (1,null),
             (null,row(1,2)), (null,row(null,null)), (null,null) ) r(a,b);

with r(a,b) as materialized
  (values (1,row(1,2)), (1,row(null,null)), (1,null),
          (null,row(1,2)), (null,row(null,null)), (null,null) )
select r, r is null as isnull, r is not null as isnotnull from r;

with cte(c) as materialized (select row(1, 2)),
     cte2(c) as (select * from cte)
select * from cte2 as t
where (select * from (select c as c1) s
       where (select (c1).f1 > 0)) is not null;

select pg_get_viewdef('composite_v', true);

SELECT d.a FROM (SELECT compositetable AS d FROM compositetable) s;

SELECT (d).a, (d).b FROM (SELECT compositetable AS d FROM compositetable) s;

SELECT (d).ctid FROM (SELECT compositetable AS d FROM compositetable) s;

SELECT (NULL::compositetable).nonexistent;

SELECT (NULL::compositetable).a;

SELECT (NULL::compositetable).oid;

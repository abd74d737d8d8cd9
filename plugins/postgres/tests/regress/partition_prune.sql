select * from boolpart where a in (true, false);

select * from boolpart where a = false;

select * from boolpart where not a = false;

select * from boolpart where a is true or a is not true;

select * from boolpart where a is not true;

select * from boolpart where a is not true and a is not false;

select * from boolpart where a is unknown;

select * from boolpart where a is not unknown;

select * from boolpart where a is not false;

select * from iboolpart where a in (true, false);

select * from iboolpart where a = false;

select * from iboolpart where not a = false;

select * from iboolpart where a is true or a is not true;

select * from iboolpart where a is not true;

select * from iboolpart where a is not true and a is not false;

select * from iboolpart where a is unknown;

select * from iboolpart where a is not unknown;

select * from iboolpart where a is not false;

select tableoid::regclass, * from hp order by c;

select explain_parallel_append('execute ab_q4 (2, 2)');

select explain_parallel_append('execute ab_q5 (1, 1, 1)');

select explain_parallel_append('execute ab_q5 (2, 3, 3)');

select explain_parallel_append('execute ab_q5 (33, 44, 55)');

select explain_parallel_append('select count(*) from ab where (a = (select 1) or a = (select 3)) and b = 2');

select explain_parallel_append('select avg(ab.a) from ab inner join lprt_a a on ab.a = a.a where a.a in(0, 0, 1)');

select explain_parallel_append('select avg(ab.a) from ab inner join lprt_a a on ab.a = a.a + 0 where a.a in(0, 0, 1)');

select explain_parallel_append('select avg(ab.a) from ab inner join lprt_a a on ab.a = a.a where a.a in(1, 0, 3)');

select explain_parallel_append('select avg(ab.a) from ab inner join lprt_a a on ab.a = a.a where a.a in(1, 0, 0)');

select explain_analyze('
update ab_a1 set b = 3 from ab where ab.a = 1 and ab.a = ab_a1.a;');

table ab;

select explain_analyze('
update ab_a1 set b = 3 from ab_a2 where ab_a2.b = (select 1);');

select tableoid::regclass, * from ab;

select tbl1.col1, tprt.col1 from tbl1
inner join tprt on tbl1.col1 > tprt.col1
order by tbl1.col1, tprt.col1;

select tbl1.col1, tprt.col1 from tbl1
inner join tprt on tbl1.col1 = tprt.col1
order by tbl1.col1, tprt.col1;

select tbl1.col1, tprt.col1 from tbl1
inner join tprt on tbl1.col1 < tprt.col1
order by tbl1.col1, tprt.col1;

select * from listp where b = 1;

select tableoid::regclass, * from pph_arrpart order by 1;

select *
from (
      select * from p
      union all
      select * from q1
      union all
      select 1, 1, 1
     ) s(a, b, c)
where s.a = 1 and s.b = 1 and s.c = (select 1);

select explain_parallel_append('select * from listp where a = (select 1);');

select explain_parallel_append(
'select * from listp where a = (select 1)
  union all
select * from listp where a = (select 2);');

select 'create table hp_prefix_test_p' || x::text || ' partition of hp_prefix_test for values with (modulus 8, remainder ' || x::text || ');'
from generate_Series(0,7) x;

select
  'explain (costs off) select tableoid::regclass,* from hp_prefix_test where ' ||
  string_agg(c.colname || case when g.s & (1 << c.colpos) = 0 then ' is null' else ' = ' || (colpos+1)::text end, ' and ' order by c.colpos)
from (values('a',0),('b',1),('c',2),('d',3)) c(colname, colpos), generate_Series(0,15) g(s)
group by g.s
order by g.s;

select
  'select tableoid::regclass,* from hp_prefix_test where ' ||
  string_agg(c.colname || case when g.s & (1 << c.colpos) = 0 then ' is null' else ' = ' || (colpos+1)::text end, ' and ' order by c.colpos)
from (values('a',0),('b',1),('c',2),('d',3)) c(colname, colpos), generate_Series(0,15) g(s)
group by g.s
order by g.s;

table part_abc_view;

table part_abc_log;

select * from (select a, b from phv_part) t
  where a = 1
  group by grouping sets (a, b);

select * from (select a::oid as x, b from phv_part) t
  where x::int = 1
  group by grouping sets (x, b);

select * from (select a, b from phv_part) t
  where a in (1, null)
  group by grouping sets (a, b);

select * from (select a, b from phv_part) t
  where a is null
  group by grouping sets (a, b);

select * from (select a, b from phv_boolpart) t
  where a is true
  group by grouping sets (a, b);

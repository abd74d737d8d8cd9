select pg_stat_force_next_flush();

select round(avg(aa)), sum(aa) from a_star a1;

select round(avg(aa)), sum(aa) from a_star a2;

select round(avg(aa)), sum(aa) from a_star a3;

select round(avg(aa)), sum(aa) from a_star a4;

select sp_test_func() order by 1;

select count(*) from tenk1 where stringu1 = 'GRAAAA';

select length(stringu1) from tenk1 group by length(stringu1);

select count(*) from tenk1 where (two, four) not in
	(select hundred, thousand from tenk2 where thousand > 100);

select count(*) from tenk1
    where tenk1.unique1 = (Select max(tenk2.unique1) from tenk2);

select  count((unique1)) from tenk1 where hundred > 1;

select count((unique1)) from tenk1
where hundred = any ((select array_agg(i) from generate_series(1, 100, 15) i)::int[]);

select  count(*) from tenk1 where thousand > 95;

select * from
  (select count(unique1) from tenk1 where hundred > 10) ss
  right join (values (1),(2),(3)) v(x) on true;

select * from
  (select count(*) from tenk1 where thousand > 99) ss
  right join (values (1),(2),(3)) v(x) on true;

select count(*) from tenk1
  left join (select tenk2.unique1 from tenk2 order by 1 limit 1000) ss
  on tenk1.unique1 < ss.unique1 + 1
  where tenk1.unique1 < 2;

select count(*) from tenk1, tenk2 where tenk1.hundred > 1 and tenk2.thousand=0;

select count(*) from bmscantest where a>1;

select * from explain_parallel_sort_stats();

select  count(*) from tenk1, tenk2 where tenk1.unique1 = tenk2.unique1;

select count(*) from tenk1 group by twenty;

select count(*), generate_series(1,2) from tenk1 group by twenty;

select * from
  (select string4, count(unique2)
   from tenk1 group by string4 order by string4) ss
  right join (values (1),(2),(3)) v(x) on true;

select avg(unique1::int8) from tenk1;

select fivethous from tenk1 order by fivethous limit 4;

select string4 from tenk1 order by string4 limit 5;

SELECT make_record(x) FROM (SELECT generate_series(1, 5) x) ss ORDER BY x;

select count(*) from tenk1;

select (stringu1 || repeat('abcd', 5000))::int2 from tenk1 where unique1 = 1;

SELECT * FROM information_schema.foreign_data_wrapper_options
ORDER BY 1, 2, 3;

select current_setting('session_authorization');

select set_and_report_role();

select set_role_and_error(0);

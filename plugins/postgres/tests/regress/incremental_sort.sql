select * from (select * from t order by a) s order by a, b limit 31;

select * from (select * from t order by a) s order by a, b limit 32;

select * from (select * from t order by a) s order by a, b limit 33;

select * from (select * from t order by a) s order by a, b limit 65;

select * from (select * from t order by a) s order by a, b limit 66;

select * from (select * from t order by a) s order by a, b limit 55;

select explain_analyze_without_memory('select * from (select * from t order by a) s order by a, b limit 55');

select jsonb_pretty(explain_analyze_inc_sort_nodes_without_memory('select * from (select * from t order by a) s order by a, b limit 55'));

select explain_analyze_inc_sort_nodes_verify_invariants('select * from (select * from t order by a) s order by a, b limit 55');

select * from (select * from t order by a) s order by a, b limit 70;

select * from (select * from t order by a) s order by a, b limit 5;

select * from t left join (select * from (select * from t order by a) v order by a, b) s on s.a = t.a where t.a in (1, 2);

select explain_analyze_without_memory('select * from (select * from t order by a) s order by a, b limit 70');

select jsonb_pretty(explain_analyze_inc_sort_nodes_without_memory('select * from (select * from t order by a) s order by a, b limit 70'));

select explain_analyze_inc_sort_nodes_verify_invariants('select * from (select * from t order by a) s order by a, b limit 70');

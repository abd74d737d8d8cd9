SELECT backend_type, object, context FROM pg_stat_io
  ORDER BY backend_type COLLATE "C", object COLLATE "C", context COLLATE "C";

SELECT count(*) FROM tenk2;

SELECT count(*) FROM tenk2 WHERE unique1 = 1;

SELECT pg_stat_force_next_flush();

SELECT relname, n_tup_ins, n_tup_upd, n_tup_del, n_live_tup, n_dead_tup
  FROM pg_stat_user_tables
 WHERE relname like 'trunc_stats_test%' order by relname;

SELECT st.seq_scan >= pr.seq_scan + 1,
       st.seq_tup_read >= pr.seq_tup_read + cl.reltuples,
       st.idx_scan >= pr.idx_scan + 1,
       st.idx_tup_fetch >= pr.idx_tup_fetch + 1
  FROM pg_stat_user_tables AS st, pg_class AS cl, prevstats AS pr
 WHERE st.relname='tenk2' AND cl.relname='tenk2';

SELECT st.heap_blks_read + st.heap_blks_hit >= pr.heap_blks + cl.relpages,
       st.idx_blks_read + st.idx_blks_hit >= pr.idx_blks + 1
  FROM pg_statio_user_tables AS st, pg_class AS cl, prevstats AS pr
 WHERE st.relname='tenk2' AND cl.relname='tenk2';

SELECT pr.snap_ts < pg_stat_get_snapshot_timestamp() as snapshot_newer
FROM prevstats AS pr;

SELECT stats_test_func1();

SELECT stats_test_func2();

SELECT last_seq_scan, last_idx_scan FROM pg_stat_all_tables WHERE relid = 'test_last_scan'::regclass;

SELECT pg_stat_reset_single_table_counters('test_last_scan'::regclass);

SELECT seq_scan, idx_scan FROM pg_stat_all_tables WHERE relid = 'test_last_scan'::regclass;

SELECT count(*) FROM test_last_scan WHERE noidx_col = 1;

SELECT count(*) FROM test_last_scan WHERE idx_col = 1;

SELECT (n_tup_ins + n_tup_upd) > 0 AS has_data FROM pg_stat_all_tables
  WHERE relid = 'pg_shdescription'::regclass;

SELECT pg_stat_reset_single_table_counters('pg_shdescription'::regclass);

SELECT (current_schemas(true))[1] = ('pg_temp_' || beid::text) AS match
FROM pg_stat_get_backend_idset() beid
WHERE pg_stat_get_backend_pid(beid) = pg_backend_pid();

SELECT pg_stat_reset_shared('unknown');

SELECT pg_stat_reset();

SELECT pg_stat_get_snapshot_timestamp();

SELECT pg_stat_get_function_calls(0);

SELECT pg_stat_get_snapshot_timestamp() >= NOW();

SELECT pg_stat_clear_snapshot();

SELECT pg_stat_get_snapshot_timestamp() IS NOT NULL AS snapshot_ok;

SELECT pg_stat_have_stats('bgwriter', 0, 0);

SELECT pg_stat_have_stats('zaphod', 0, 0);

select a from stats_test_tab1 where a = 3;

SELECT pg_stat_get_replication_slot(NULL);

SELECT pg_stat_get_subscription_stats(NULL);

SELECT COUNT(*) FROM test_io_shared;

SELECT COUNT(*) FROM test_io_shared t1 INNER JOIN test_io_shared t2 USING (a);

SELECT pg_relation_size('test_io_local') / current_setting('block_size')::int8 > 100;

SELECT pg_stat_have_stats('io', 0, 0);

SELECT pg_stat_reset_backend_stats(pg_backend_pid());

SELECT pg_stat_get_backend_io(NULL);

SELECT pg_stat_get_backend_io(0);

SELECT wait_for_hot_stats();

SELECT pg_stat_get_tuples_hot_updated('brin_hot'::regclass::oid);

SELECT COUNT(*) FROM brin_hot_2 WHERE a = 2 AND b = 100;

SELECT COUNT(*) FROM brin_hot_3 WHERE a = 2;

SELECT * FROM check_estimated_rows('SELECT * FROM table_fillfactor');

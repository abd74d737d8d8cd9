-- Attacks through what others made in the database: functions, views, operators, casts, domains, policies, tables that
-- lie elsewhere. Their names are those of tests/attacked.sql.

-- expressions: functions
@schema@.define_and_insert()
@schema@.define_and_notify()
@schema@.volatile_insert()
@schema@.volatile_notify()
@schema@.stable_insert()
@schema@.immutable_insert()
@schema@.stable_nextval()
@schema@.with_setting()
@schema@.run('DELETE FROM @table@')
@schema@.run('SELECT pg_notify(''news'', '''')')
@schema@.overloaded(1)
@schema@.overloaded('a')
@schema@.variadic_notify(1, 2, 3)
@schema@.with_default()
@schema@.named(text => 'a')
(SELECT @schema@.loud_sum(@column@) FROM @table@)
(SELECT @schema@.loud_sum(@column@) OVER () FROM @table@ LIMIT 1)
(SELECT (i).volatile_of_row FROM @table@ i LIMIT 1)
(SELECT i.volatile_of_row FROM @table@ i LIMIT 1)
(SELECT @schema@.volatile_of_row(i) FROM @table@ i LIMIT 1)

-- expressions: casts, domains, operators and collations
1::@schema@.loud
CAST(1 AS @schema@.loud)
@schema@.loud '1'
'{1}'::@schema@.loud[]
(1, 2)::@schema@.with_loud
ROW(1)::@schema@.with_loud
NULL::@schema@.with_loud
'(1)'::@schema@.with_loud
json_populate_record(NULL::@schema@.with_loud, '{"a": 1}')
jsonb_populate_record(NULL::@schema@.with_loud, '{"a": 1}')
pg_input_is_valid('1', '@schema@.loud')
pg_input_error_info('1', '@schema@.loud')
jsonb_path_query('1', '$')::int::@schema@.loud
json_value('1', '$' RETURNING @schema@.loud)
ROW(1, 2)::@schema@.pair::text
ROW(1, 2)::@schema@.pair::bigint
(ROW(1, 2)::@schema@.pair)::@schema@.other_pair
@schema@.takes_other(ROW(1, 2)::@schema@.pair)
1 OPERATOR(@schema@.<->) 2
1 OPERATOR(@schema@.===) 2
OPERATOR(@schema@.!!!) 1
(SELECT count(*) FROM @table@ WHERE @column@ OPERATOR(@schema@.===) 1)
1 OPERATOR(@schema@.===) ANY (ARRAY[1, 2])
(SELECT array_agg(@column@ ORDER BY @column@ USING OPERATOR(@schema@.<<<)) FROM @table@)
(ROW(1, 2)::@schema@.pair) IN (ROW(1, 2)::@schema@.pair)
greatest(ROW(1, 2)::@schema@.pair, ROW(2, 2)::@schema@.pair)
(SELECT count(DISTINCT p) FROM (VALUES (ROW(1, 2)::@schema@.pair), (ROW(1, 2)::@schema@.pair)) v (p))

-- relations: views, policies, rules and tables elsewhere
@schema@.notify_view
@schema@.insert_view
@schema@.nextval_view
@schema@.read_view
@schema@.terminate_view
@schema@.nested_view
@schema@.domain_view
@schema@.cast_view
@schema@.operator_view
@schema@.aggregate_view
@schema@.invoker_view
@schema@.protected
@schema@.partitioned WHERE id = @schema@.volatile_notify()
@schema@.indexed WHERE @schema@.quiet(id) = 1
@schema@.remote_items
@schema@.remote_notify
@schema@.remote_socket
@schema@.program_table
@schema@.secret_table
@schema@.kept

-- expressions: other servers
dblink_connect('host=127.0.0.1 port=@socket@ dbname=x')
dblink_connect('intruder', 'host=127.0.0.1 port=@socket@ dbname=x connect_timeout=1')
dblink_connect_u('intruder', 'host=127.0.0.1 port=@socket@ dbname=x')
dblink_exec('@loopback@', 'INSERT INTO @table@ VALUES (9)')
dblink_exec('@loopback@', 'SELECT pg_notify(''news'', '''')')
dblink_exec('loopback', 'INSERT INTO @table@ VALUES (9)')
dblink_get_connections()
dblink_send_query('intruder', 'SELECT 1')
dblink_fdw_validator(ARRAY[]::text[], 0)
postgres_fdw_disconnect_all()
postgres_fdw_get_connections()
pg_stat_get_wal_receiver()

-- relations: other servers
dblink('@loopback@', 'INSERT INTO @table@ VALUES (9) RETURNING 1') AS x (a int)
dblink('@loopback@', 'SELECT @schema@.define_and_insert()') AS x (a int)
dblink('@loopback@', 'SELECT pg_read_file(''@secret@'')') AS x (a text)
dblink('host=127.0.0.1 port=@socket@ dbname=x', 'SELECT 1') AS x (a int)
dblink('loopback', 'SELECT pg_notify(''news'', '''')::text') AS x (a text)
dblink_get_pkey('@table@') AS x
dblink_get_notify() AS x

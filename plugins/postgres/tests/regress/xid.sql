select '010'::xid,
       '42'::xid,
       '0xffffffff'::xid,
       '-1'::xid,
	   '010'::xid8,
	   '42'::xid8,
	   '0xffffffffffffffff'::xid8,
	   '-1'::xid8;

select ''::xid;

select 'asdf'::xid;

select ''::xid8;

select 'asdf'::xid8;

SELECT pg_input_is_valid('42', 'xid');

SELECT pg_input_is_valid('asdf', 'xid');

SELECT * FROM pg_input_error_info('0xffffffffff', 'xid');

SELECT pg_input_is_valid('42', 'xid8');

SELECT pg_input_is_valid('asdf', 'xid8');

SELECT * FROM pg_input_error_info('0xffffffffffffffffffff', 'xid8');

select '1'::xid = '1'::xid;

select '1'::xid != '1'::xid;

select '1'::xid8 = '1'::xid8;

select '1'::xid8 != '1'::xid8;

select '1'::xid = '1'::xid8::xid;

select '1'::xid != '1'::xid8::xid;

select '1'::xid < '2'::xid;

select '1'::xid <= '2'::xid;

select '1'::xid > '2'::xid;

select '1'::xid >= '2'::xid;

select '1'::xid8 < '2'::xid8, '2'::xid8 < '2'::xid8, '2'::xid8 < '1'::xid8;

select '1'::xid8 <= '2'::xid8, '2'::xid8 <= '2'::xid8, '2'::xid8 <= '1'::xid8;

select '1'::xid8 > '2'::xid8, '2'::xid8 > '2'::xid8, '2'::xid8 > '1'::xid8;

select '1'::xid8 >= '2'::xid8, '2'::xid8 >= '2'::xid8, '2'::xid8 >= '1'::xid8;

select xid8cmp('1', '2'), xid8cmp('2', '2'), xid8cmp('2', '1');

select min(x), max(x) from xid8_t1;

select '12:13:'::pg_snapshot;

select '12:18:14,16'::pg_snapshot;

select '12:16:14,14'::pg_snapshot;

select '31:12:'::pg_snapshot;

select '0:1:'::pg_snapshot;

select '12:13:0'::pg_snapshot;

select '12:16:14,13'::pg_snapshot;

select pg_input_is_valid('12:13:', 'pg_snapshot');

select pg_input_is_valid('31:12:', 'pg_snapshot');

select * from pg_input_error_info('31:12:', 'pg_snapshot');

select pg_input_is_valid('12:16:14,13', 'pg_snapshot');

select * from pg_input_error_info('12:16:14,13', 'pg_snapshot');

select snap from snapshot_test order by nr;

select  pg_snapshot_xmin(snap),
	pg_snapshot_xmax(snap),
	pg_snapshot_xip(snap)
from snapshot_test order by nr;

select id, pg_visible_in_snapshot(id::text::xid8, snap)
from snapshot_test, generate_series(11, 21) id
where nr = 2;

select id, pg_visible_in_snapshot(id::text::xid8, snap)
from snapshot_test, generate_series(90, 160) id
where nr = 4;

select pg_current_xact_id() >= pg_snapshot_xmin(pg_current_snapshot());

select pg_visible_in_snapshot(pg_current_xact_id(), pg_current_snapshot());

select pg_snapshot '1000100010001000:1000100010001100:1000100010001012,1000100010001013';

select pg_visible_in_snapshot('1000100010001012', '1000100010001000:1000100010001100:1000100010001012,1000100010001013');

select pg_visible_in_snapshot('1000100010001015', '1000100010001000:1000100010001100:1000100010001012,1000100010001013');

SELECT pg_snapshot '1:9223372036854775807:3';

SELECT pg_snapshot '1:9223372036854775808:3';

SELECT pg_current_xact_id_if_assigned() IS NULL;

SELECT pg_xact_status('1'::xid8);

SELECT pg_xact_status('2'::xid8);

SELECT pg_xact_status('3'::xid8);

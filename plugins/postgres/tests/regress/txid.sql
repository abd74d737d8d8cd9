select '12:13:'::txid_snapshot;

select '12:18:14,16'::txid_snapshot;

select '12:16:14,14'::txid_snapshot;

select '31:12:'::txid_snapshot;

select '0:1:'::txid_snapshot;

select '12:13:0'::txid_snapshot;

select '12:16:14,13'::txid_snapshot;

select snap from snapshot_test order by nr;

select  txid_snapshot_xmin(snap),
	txid_snapshot_xmax(snap),
	txid_snapshot_xip(snap)
from snapshot_test order by nr;

select id, txid_visible_in_snapshot(id, snap)
from snapshot_test, generate_series(11, 21) id
where nr = 2;

select id, txid_visible_in_snapshot(id, snap)
from snapshot_test, generate_series(90, 160) id
where nr = 4;

select txid_current() >= txid_snapshot_xmin(txid_current_snapshot());

select txid_visible_in_snapshot(txid_current(), txid_current_snapshot());

select txid_snapshot '1000100010001000:1000100010001100:1000100010001012,1000100010001013';

select txid_visible_in_snapshot('1000100010001012', '1000100010001000:1000100010001100:1000100010001012,1000100010001013');

select txid_visible_in_snapshot('1000100010001015', '1000100010001000:1000100010001100:1000100010001012,1000100010001013');

SELECT txid_snapshot '1:9223372036854775807:3';

SELECT txid_snapshot '1:9223372036854775808:3';

SELECT txid_current_if_assigned() IS NULL;

SELECT txid_status(1);

SELECT txid_status(2);

SELECT txid_status(3);

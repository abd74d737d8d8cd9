-- Attacks on a SQLite source. One seed in each line; @folder@ holds the database @file@, and @secret@ is another one.

-- statements: other files
ATTACH '@secret@' AS secret
ATTACH DATABASE '@secret@' AS secret
ATTACH 'file:@secret@?mode=ro' AS secret
ATTACH 'file:@secret@?mode=ro&immutable=1' AS secret
ATTACH 'file:@folder@/made.db?mode=rwc' AS made
ATTACH 'file:@folder@/made.db?mode=rwc&vfs=unix-none' AS made
ATTACH '@folder@/made.db' AS made
ATTACH '@folder@' || '/made.db' AS made
ATTACH x'6d6164652e6462' AS made
ATTACH ':memory:' AS made
ATTACH '' AS made
ATTACH 'file::memory:?cache=shared' AS made
ATTACH '@file@' AS again
ATTACH 'file:@file@?mode=rw' AS again
ATTACH (SELECT '@secret@') AS secret
DETACH main
DETACH temp
VACUUM INTO '@folder@/copy.db'
VACUUM main INTO '@folder@/copy.db'
VACUUM INTO 'file:@folder@/copy.db?mode=rwc'
VACUUM INTO (SELECT '@folder@/copy.db')
VACUUM INTO '@file@-wal'
VACUUM main
VACUUM temp
CREATE VIRTUAL TABLE made USING csv(filename='@secret@')
CREATE VIRTUAL TABLE temp.made USING zipfile('@secret@')
CREATE VIRTUAL TABLE made USING fts5(x, content='', tokenize='unicode61')
CREATE VIRTUAL TABLE temp.made USING fts5vocab(main, notes, row)
CREATE VIRTUAL TABLE temp.made USING dbstat
CREATE VIRTUAL TABLE made USING rtree(id, low, high)
CREATE VIRTUAL TABLE made USING fts3tokenize('simple')
CREATE VIRTUAL TABLE made USING fts4aux(notes)

-- statements: pragmas that change the connection, the file or the process
PRAGMA query_only = 0
PRAGMA query_only(0)
PRAGMA query_only = false
PRAGMA main.query_only = OFF
PRAGMA trusted_schema = 1
PRAGMA writable_schema = 1
PRAGMA writable_schema = RESET
PRAGMA defensive = 0
PRAGMA ignore_check_constraints = 1
PRAGMA journal_mode = delete
PRAGMA journal_mode = wal
PRAGMA journal_mode = off
PRAGMA journal_mode(memory)
PRAGMA main.journal_mode = truncate
PRAGMA journal_size_limit = 1
PRAGMA wal_checkpoint
PRAGMA wal_checkpoint(TRUNCATE)
PRAGMA wal_autocheckpoint = 1
PRAGMA checkpoint_fullfsync = 1
PRAGMA user_version = 7
PRAGMA application_id = 7
PRAGMA schema_version = 99
PRAGMA page_size = 512
PRAGMA max_page_count = 1
PRAGMA encoding = 'UTF-16'
PRAGMA auto_vacuum = 2
PRAGMA incremental_vacuum
PRAGMA incremental_vacuum(10)
PRAGMA optimize
PRAGMA optimize(0xfffe)
PRAGMA analysis_limit = 10
PRAGMA mmap_size = 1000000000
PRAGMA cache_size = -1000000
PRAGMA cache_spill = 0
PRAGMA cell_size_check = 0
PRAGMA temp_store = 1
PRAGMA temp_store = 2
PRAGMA temp_store_directory = '@folder@'
PRAGMA data_store_directory = '@folder@'
PRAGMA locking_mode = exclusive
PRAGMA lock_proxy_file = '@folder@/proxy'
PRAGMA synchronous = 0
PRAGMA secure_delete = 0
PRAGMA foreign_keys = 0
PRAGMA defer_foreign_keys = 1
PRAGMA recursive_triggers = 1
PRAGMA reverse_unordered_selects = 1
PRAGMA automatic_index = 0
PRAGMA case_sensitive_like = 1
PRAGMA count_changes = 1
PRAGMA full_column_names = 1
PRAGMA legacy_alter_table = 1
PRAGMA read_uncommitted = 1
PRAGMA busy_timeout = 1000000
PRAGMA threads = 8
PRAGMA hard_heap_limit = 20000000
PRAGMA soft_heap_limit = 20000000
PRAGMA shrink_memory
PRAGMA vdbe_trace = 1
PRAGMA vdbe_debug = 1
PRAGMA parser_trace = 1
PRAGMA database_list
PRAGMA filename
PRAGMA key = 'secret'
PRAGMA rekey = 'secret'
PRAGMA activate_extensions = 'see'

-- statements: the schema, its shadow tables and triggers
UPDATE sqlite_master SET sql = 'x'
UPDATE sqlite_schema SET name = 'x' WHERE 0
UPDATE main.sqlite_schema SET sql = replace(sql, 'items', 'other')
DELETE FROM sqlite_master
DELETE FROM sqlite_sequence
UPDATE sqlite_sequence SET seq = 99
INSERT INTO sqlite_master VALUES (1, 2, 3, 4, 5)
INSERT INTO sqlite_stat1 VALUES ('items', NULL, '1')
UPDATE sqlite_temp_master SET sql = 'x'
INSERT INTO notes (notes) VALUES ('rebuild')
INSERT INTO notes (notes) VALUES ('optimize')
INSERT INTO notes (notes) VALUES ('delete-all')
INSERT INTO notes (notes) VALUES ('integrity-check')
INSERT INTO notes (notes, rank) VALUES ('merge', 500)
INSERT INTO notes (notes, rank) VALUES ('pgsz', 32)
INSERT INTO notes (notes, rank) VALUES ('rank', 'bm25(10.0)')
DELETE FROM notes_data
UPDATE notes_config SET v = 0
INSERT INTO boxes_node VALUES (9, x'00')
DELETE FROM boxes_node
DELETE FROM boxes_parent RETURNING 1
INSERT INTO boxes_rowid VALUES (9, 1) RETURNING 1
UPDATE boxes SET low = 0
UPDATE orders_view SET id = 9
INSERT INTO orders_view VALUES (9)
DELETE FROM orders_view
INSERT INTO logged (id) VALUES (9)
CREATE TRIGGER intruder AFTER INSERT ON items BEGIN DELETE FROM items; END
CREATE TEMP TRIGGER intruder AFTER INSERT ON items BEGIN DELETE FROM items; END
DROP TRIGGER log_it
DROP VIEW orders_view
DROP INDEX items_by_id
ALTER TABLE items DROP COLUMN name
ALTER TABLE items RENAME COLUMN name TO other
INSERT OR REPLACE INTO items (id) VALUES (1)
INSERT OR ROLLBACK INTO items (id) VALUES (1)
UPDATE OR IGNORE items SET id = 5
INSERT INTO items (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x' RETURNING id
DELETE FROM items ORDER BY id LIMIT 1
UPDATE items SET name = 'x' FROM (SELECT 1) RETURNING id
BEGIN IMMEDIATE
BEGIN EXCLUSIVE
BEGIN CONCURRENT
RELEASE intruder
ROLLBACK TO intruder
REINDEX items
ANALYZE main
ANALYZE sqlite_schema

-- expressions: beyond the database
load_extension('@folder@/evil')
load_extension('@folder@/evil', 'sqlite3_evil_init')
load_extension('/usr/lib/sqlite3/pcre.so')
writefile('@folder@/made.txt', 'x')
readfile('@secret@')
readfile('@folder@/secret.txt')
edit('x', 'touch @folder@/made.txt;')
edit('x')
eval('DELETE FROM items')
fts3_tokenizer('simple')
fts3_tokenizer('simple', x'0000000000000000')
fts3_tokenizer('intruder', fts3_tokenizer('simple'))
fts5(x'0000000000000000')
fts5()
sqlite_log(1, 'intruder')
sqlar_uncompress(x'00', 1)
lsmode(1)
sqlite_offset(1)
zeroblob(2000000000)
zeroblob(900000000)
hex(randomblob(30000000))
printf('%.*c', 30000000, 'x')
(SELECT name FROM fsdir('@folder@'))
(SELECT data FROM fsdir('@folder@'))
(SELECT * FROM pragma_query_only(0))
(SELECT * FROM pragma_user_version(7))
(SELECT file FROM pragma_database_list LIMIT 1 OFFSET 0)
(SELECT count(*) FROM notes WHERE notes MATCH 'optimize')
(SELECT snippet(notes, 0, '', '', '', 1) FROM notes)
(SELECT rtreecheck('boxes'))
(SELECT notes FROM notes('rebuild'))
(SELECT trap FROM trap_view)
(SELECT x FROM loud_view)

-- relations: tables that are functions
pragma_journal_mode('delete')
pragma_journal_mode('wal')
pragma_query_only(0)
pragma_writable_schema(1)
pragma_user_version(7)
pragma_application_id(7)
pragma_wal_checkpoint('TRUNCATE')
pragma_locking_mode('exclusive')
pragma_temp_store_directory('@folder@')
pragma_soft_heap_limit(20000000)
pragma_hard_heap_limit(20000000)
pragma_mmap_size(1000000000)
pragma_optimize
pragma_incremental_vacuum(1)
pragma_database_list
fsdir('@folder@')
fsdir('@folder@', '.')
zipfile('@secret@')
lsdir('@folder@')
csv('@secret@')
dbstat
sqlite_dbpage
sqlite_stmt
bytecode('DELETE FROM items')
tables_used('DELETE FROM items')
dbstat('main', 1)
secret.secrets
notes_data
boxes_node

-- texts: several steps
PRAGMA query_only = 0; DELETE FROM items
PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'x'
ATTACH '@secret@' AS s; SELECT * FROM s.secrets
SELECT * FROM secret.secrets
SELECT * FROM "@secret@".secrets
SELECT 1; ATTACH '@secret@' AS s
EXPLAIN DELETE FROM items
EXPLAIN QUERY PLAN DELETE FROM items
EXPLAIN ATTACH '@secret@' AS s
.open @secret@
.shell touch @folder@/made.txt
.output @folder@/made.txt
.load @folder@/evil
SELECT 1 RETURNING 1
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0
WITH RECURSIVE n (i) AS (SELECT zeroblob(1000000) UNION ALL SELECT zeroblob(1000000) FROM n) SELECT count(*) FROM n
SELECT count(*) FROM items a, items b, items c, items d ORDER BY randomblob(30000000)
CREATE TABLE intruder AS SELECT * FROM sqlite_schema

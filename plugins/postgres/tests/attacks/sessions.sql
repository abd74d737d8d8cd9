-- Attacks through the session, its transaction, other sessions and the server as a whole.

-- statements: settings and transactions
SET default_transaction_read_only = off
SET transaction_read_only = off
SET LOCAL transaction_read_only = off
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE
SET search_path = @schema@
SET statement_timeout = 0
SET session_replication_role = replica
SET TIME ZONE 'Asia/Tokyo'
SET NAMES 'LATIN1'
SET CONSTRAINTS ALL DEFERRED
RESET ALL
RESET default_transaction_read_only
DISCARD ALL
DISCARD TEMP
DEALLOCATE ALL
ABORT
COMMIT AND CHAIN
ROLLBACK AND CHAIN
BEGIN READ WRITE
START TRANSACTION READ WRITE
ROLLBACK TO SAVEPOINT intruder
RELEASE SAVEPOINT intruder
PREPARE TRANSACTION 'intruder'
COMMIT PREPARED 'intruder'
ROLLBACK PREPARED 'intruder'
PREPARE later AS DELETE FROM @table@
PREPARE later (int) AS SELECT $1
EXECUTE later
DECLARE intruder CURSOR FOR SELECT 1
DECLARE intruder CURSOR WITH HOLD FOR SELECT @schema@.volatile_insert()
DECLARE intruder BINARY INSENSITIVE SCROLL CURSOR FOR SELECT 1
FETCH ALL FROM intruder
MOVE FORWARD 1 IN intruder
CLOSE ALL
LISTEN news
UNLISTEN *
NOTIFY news
NOTIFY news, 'intruder'
LOCK TABLE @table@ IN ACCESS EXCLUSIVE MODE
LOCK @table@ IN ACCESS SHARE MODE NOWAIT
CHECKPOINT
LOAD 'auto_explain'
LOAD '@folder@/evil.so'
SHOW ALL
DO $$ BEGIN PERFORM pg_notify('news', ''); END $$
DO $$ BEGIN COMMIT; DELETE FROM @table@; END $$
DO $$ BEGIN ROLLBACK; DELETE FROM @table@; COMMIT; END $$
DO $$ BEGIN PERFORM set_config('transaction_read_only', 'off', false); DELETE FROM @table@; END $$
DO $$ BEGIN EXECUTE 'DELETE FROM @table@'; EXCEPTION WHEN OTHERS THEN PERFORM pg_reload_conf(); END $$
DO LANGUAGE plpgsql $a$ BEGIN RAISE LOG 'intruder'; END $a$
CALL @schema@.commit_and_insert()
CALL @schema@.commit_and_answer(1)
ALTER SYSTEM SET work_mem = '1MB'
ALTER SYSTEM RESET ALL
ALTER SYSTEM SET archive_command = 'touch @folder@/made'

-- statements: files and programs
COPY @table@ TO STDOUT
COPY @table@ FROM STDIN
COPY @table@ TO '@folder@/made.csv'
COPY @table@ (@column@) FROM '@secret@'
COPY (SELECT 1) TO '@folder@/made.csv' WITH (FORMAT csv)
COPY (SELECT 1) TO PROGRAM 'touch @folder@/made'
COPY (SELECT 1) TO PROGRAM 'cat > @folder@/made' WITH (FORMAT binary)
COPY @table@ FROM PROGRAM 'echo 9'
COPY (DELETE FROM @table@ RETURNING 1) TO STDOUT
COPY (SELECT pg_read_file('@secret@')) TO STDOUT

-- texts: several steps
COMMIT; INSERT INTO @table@ VALUES (9)
SELECT 1; COMMIT; INSERT INTO @table@ VALUES (9); --
SET TRANSACTION READ WRITE; INSERT INTO @table@ VALUES (9); COMMIT
COMMIT; CREATE EXTENSION citext
ROLLBACK; SET default_transaction_read_only = off; BEGIN; DELETE FROM @table@; COMMIT
PREPARE later AS DELETE FROM @table@; EXECUTE later
SELECT E'\'; DELETE FROM @table@; --'
SELECT E'\\'; DELETE FROM @table@; --'
SELECT U&'\0027; DELETE FROM @table@; --'
SELECT $a$; DELETE FROM @table@; $a$; DELETE FROM @table@
SELECT $é$ ' $é$; DELETE FROM @table@; --'
SELECT 1 AS "a""; DELETE FROM @table@; "; DELETE FROM @table@; --"
EXPLAIN (ANALYZE, BUFFERS, WAL) INSERT INTO @table@ VALUES (9) RETURNING 1
EXPLAIN (ANALYZE off, ANALYZE on) DELETE FROM @table@
EXPLAIN (ANALYZE, SERIALIZE) SELECT pg_notify('news', '')
EXPLAIN (GENERIC_PLAN) DELETE FROM @table@ WHERE @column@ = $1
EXPLAIN (ANALYZE) EXECUTE later
EXPLAIN (ANALYZE) DECLARE c CURSOR FOR SELECT nextval('@schema@.numbers')
EXPLAIN (ANALYZE) CREATE MATERIALIZED VIEW @schema@.intruder AS SELECT 1
EXPLAIN (ANALYZE) REFRESH MATERIALIZED VIEW @schema@.kept
SELECT * FROM pg_read_file('@secret@') AS a, LATERAL (SELECT pg_notify('news', a)) b
WITH a AS MATERIALIZED (SELECT set_config('transaction_read_only', 'off', false)) SELECT @schema@.volatile_insert() FROM a
WITH a AS (SELECT 1), b AS (WITH c AS (DELETE FROM @table@ RETURNING 1) SELECT 1) SELECT 1
SELECT set_config('transaction_read_only', 'off', true), @schema@.volatile_insert()
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n

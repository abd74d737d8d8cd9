-- What every engine that speaks SQL must not do. One seed in each line; @table@ has a column @column@ and a row.

-- statements: rows
INSERT INTO @table@ (@column@) VALUES (2)
INSERT INTO @table@ (@column@) VALUES (2) RETURNING @column@
INSERT INTO @table@ (@column@) SELECT @column@ FROM @table@
INSERT INTO @table@ DEFAULT VALUES
INSERT INTO @table@ (@column@) VALUES (1) ON CONFLICT DO NOTHING
WITH one AS (SELECT 2) INSERT INTO @table@ (@column@) SELECT * FROM one
REPLACE INTO @table@ (@column@) VALUES (2)
UPDATE @table@ SET @column@ = 5
UPDATE @table@ SET @column@ = 5 RETURNING @column@
UPDATE @table@ SET @column@ = 5 WHERE @column@ IN (SELECT @column@ FROM @table@)
DELETE FROM @table@
DELETE FROM @table@ RETURNING *
DELETE FROM @table@ WHERE EXISTS (SELECT 1)
MERGE INTO @table@ a USING @table@ b ON a.@column@ = b.@column@ WHEN MATCHED THEN DELETE
MERGE INTO @table@ a USING (SELECT 9 AS n) b ON a.@column@ = b.n WHEN NOT MATCHED THEN INSERT (@column@) VALUES (9)
TRUNCATE TABLE @table@
WITH gone AS (DELETE FROM @table@ RETURNING @column@) SELECT * FROM gone
WITH made AS (INSERT INTO @table@ (@column@) VALUES (2) RETURNING @column@) SELECT * FROM made
WITH made AS (UPDATE @table@ SET @column@ = 3 RETURNING @column@) SELECT count(*) FROM made
SELECT * FROM @table@ FOR UPDATE
SELECT @column@ INTO intruder FROM @table@

-- statements: definitions
CREATE TABLE intruder (@column@ int)
CREATE TABLE intruder AS SELECT 1 AS one
CREATE TEMPORARY TABLE intruder (@column@ int)
CREATE TEMP TABLE intruder AS SELECT 1 AS one
CREATE VIEW intruder AS SELECT 1 AS one
CREATE TEMP VIEW intruder AS SELECT 1 AS one
CREATE INDEX intruder ON @table@ (@column@)
CREATE SEQUENCE intruder
CREATE SCHEMA intruder
CREATE DATABASE intruder
DROP TABLE @table@
DROP TABLE IF EXISTS @table@ CASCADE
ALTER TABLE @table@ ADD COLUMN other int
ALTER TABLE @table@ RENAME TO intruder
COMMENT ON TABLE @table@ IS 'intruder'

-- statements: rights and sessions
CREATE ROLE intruder
CREATE USER intruder PASSWORD 'intruder'
GRANT ALL ON @table@ TO PUBLIC
REVOKE ALL ON @table@ FROM PUBLIC
SET TRANSACTION READ WRITE
BEGIN
START TRANSACTION READ WRITE
COMMIT
ROLLBACK
SAVEPOINT intruder
LOCK TABLE @table@
ANALYZE
VACUUM
REINDEX TABLE @table@
CALL intruder()
EXECUTE intruder

-- texts: several statements, and what hides one
SELECT 1; DROP TABLE @table@
SELECT 1; DROP TABLE @table@; --
SELECT 1; COMMIT; DELETE FROM @table@; BEGIN; SELECT 1
COMMIT; BEGIN READ WRITE; DELETE FROM @table@; COMMIT
ROLLBACK; DELETE FROM @table@
SET TRANSACTION READ WRITE; DELETE FROM @table@; COMMIT
SELECT ';' AS a; DELETE FROM @table@; SELECT ''''
SELECT '\'; DELETE FROM @table@; --'
SELECT "\"; DELETE FROM @table@; --"
SELECT 1 --' ; DELETE FROM @table@
SELECT 1 /* ' */; DELETE FROM @table@; SELECT ' /* '
SELECT 1 /*/ */; DELETE FROM @table@ --
SELECT $$ ; $$; DELETE FROM @table@; SELECT $$ $$
SELECT $a$ $b$ $a$; DELETE FROM @table@; SELECT $b$ $b$
SELECT 1 DELETE FROM @table@
SELECT 1 AS "a; DELETE FROM @table@; b"; DELETE FROM @table@
SELECT N''; DELETE FROM @table@
EXPLAIN SELECT 1; DELETE FROM @table@
EXPLAIN (ANALYZE) DELETE FROM @table@
EXPLAIN (ANALYZE true, FORMAT json) DELETE FROM @table@
EXPLAIN (FORMAT text, ANALYZE 1) INSERT INTO @table@ (@column@) VALUES (2)
EXPLAIN ANALYZE VERBOSE UPDATE @table@ SET @column@ = 3
EXPLAIN ANALYZE CREATE TABLE intruder AS SELECT 1 AS one
EXPLAIN ANALYZE WITH gone AS (DELETE FROM @table@ RETURNING 1) SELECT * FROM gone
SELECT * FROM (DELETE FROM @table@ RETURNING *) gone
SELECT (WITH gone AS (DELETE FROM @table@ RETURNING 1) SELECT count(*) FROM gone)
WITH a AS (WITH gone AS (DELETE FROM @table@ RETURNING 1) SELECT * FROM gone) SELECT * FROM a
WITH a AS MATERIALIZED (DELETE FROM @table@ RETURNING 1) SELECT 1
WITH RECURSIVE a AS (SELECT 1), b AS (DELETE FROM @table@ RETURNING 1) SELECT 1
TABLE @table@; DELETE FROM @table@
VALUES (1); DELETE FROM @table@
GO DELETE FROM @table@
DELIMITER ; DELETE FROM @table@

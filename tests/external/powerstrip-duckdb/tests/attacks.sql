-- Attacks on a DuckDB source. One seed in each line; @folder@ holds the database @file@, and @other@ is another one.

-- statements: other databases
ATTACH '@other@' AS other
ATTACH '@other@' AS other (READ_ONLY)
ATTACH '@file@' AS again (READ_WRITE)
ATTACH '@folder@/made.duckdb' AS made
ATTACH ':memory:' AS made
ATTACH 'https://127.0.0.1:1/made.duckdb' AS made
DETACH source
DETACH memory
USE memory
USE system
COPY FROM DATABASE source TO memory
EXPORT DATABASE '@folder@/exported'
IMPORT DATABASE '@folder@'
CALL copy_database('source', 'memory')

-- statements: files
COPY @table@ TO '@folder@/made.csv'
COPY @table@ TO '@folder@/made.parquet' (FORMAT parquet)
COPY @table@ TO '/dev/stdout'
COPY (SELECT 1) TO '@folder@/made.json'
COPY @table@ FROM '@folder@/secret.csv'
CREATE TABLE memory.main.intruder AS FROM '@folder@/secret.csv'
CREATE OR REPLACE TABLE intruder AS FROM read_text('@folder@/secret.txt')
WITH made AS (COPY @table@ TO '@folder@/made.csv') SELECT 1

-- statements: extensions and code
INSTALL httpfs
FORCE INSTALL spatial FROM community
LOAD httpfs
LOAD '@folder@/evil.duckdb_extension'
UPDATE EXTENSIONS
CREATE FUNCTION intruder(a) AS a
CREATE OR REPLACE MACRO twice(a) AS a
CREATE TEMP MACRO intruder(a) AS a
CREATE TYPE intruder AS ENUM ('a')
CREATE TEMP TYPE intruder AS ENUM ('a')
CREATE TEMP SEQUENCE intruder

-- statements: settings
SET enable_external_access = true
SET GLOBAL enable_external_access = true
SET SESSION threads = 8
SET lock_configuration = false
SET memory_limit = '100GB'
SET temp_directory = '@folder@'
SET TimeZone = 'Asia/Tokyo'
SET access_mode = 'read_write'
SET allowed_directories = ['@folder@']
SET allowed_paths = ['@other@']
SET python_enable_replacements = true
SET autoload_known_extensions = true
SET home_directory = '@folder@'
SET search_path = 'memory.main'
SET VARIABLE intruder = 1
RESET enable_external_access
RESET lock_configuration
RESET VARIABLE intruder
PRAGMA enable_profiling
PRAGMA profiling_output = '@folder@/made.json'
PRAGMA enable_logging
PRAGMA disable_optimizer
PRAGMA threads = 8
PRAGMA database_list
CALL enable_logging(storage = 'file', storage_config = {'path': '@folder@'})
CALL enable_profiling()
CALL force_checkpoint()
CALL truncate_duckdb_logs()
CHECKPOINT
FORCE CHECKPOINT
CREATE SECRET intruder (TYPE http, BEARER_TOKEN 'x')
CREATE PERSISTENT SECRET intruder (TYPE http, BEARER_TOKEN 'x')
CREATE OR REPLACE TEMPORARY SECRET intruder IN local_file (TYPE http)
DROP SECRET intruder
PREPARE intruder AS SELECT 1
DEALLOCATE intruder
ABORT

-- statements: the catalog and rows of every database of the instance
INSERT INTO source.main.@table@ VALUES (9, 'x')
INSERT OR REPLACE INTO @table@ VALUES (1, 'x')
UPDATE source.@table@ SET name = 'x'
TRUNCATE @table@
CREATE TABLE memory.intruder (i int)
CREATE TABLE temp.intruder (i int)
CREATE VIEW memory.intruder AS SELECT 1
CREATE SCHEMA memory.intruder
CREATE OR REPLACE TEMP VIEW @table@ AS SELECT 7 AS id
CREATE OR REPLACE VIEW items_view AS SELECT 7 AS id
DROP VIEW items_view
DROP MACRO twice
DROP SEQUENCE numbers
ALTER VIEW items_view RENAME TO intruder
COMMENT ON COLUMN @table@.id IS 'x'
MERGE INTO @table@ USING (SELECT 1 AS id) AS other USING (id) WHEN MATCHED THEN DELETE

-- expressions: state behind functions
nextval('numbers')
nextval('source.main.numbers')
setseed(0.5)
write_log('intruder', log_type := 'intruder')
(SELECT count(*) FROM query('SELECT 1; DROP TABLE @table@'))
(SELECT count(*) FROM query('DELETE FROM @table@'))
(SELECT count(*) FROM json_execute_serialized_sql(json_serialize_sql('DELETE FROM @table@')))
error('intruder')
getvariable('intruder')

-- relations: files
'@folder@/secret.csv'
'@folder@/secret.*'
"@folder@/secret.csv"
read_csv('@folder@/secret.csv')
read_csv_auto('@folder@/secret.csv')
read_json('@folder@/secret.json')
read_json_objects('@folder@/secret.json')
read_ndjson('@folder@/secret.json')
read_text('@folder@/secret.txt')
read_text(['@folder@/secret.txt'])
read_blob('@folder@/secret.txt')
read_text('file://@folder@/secret.txt')
read_text('/proc/self/environ')
read_duckdb('@other@')
read_parquet('@folder@/made.parquet')
parquet_scan('@folder@/made.parquet')
sniff_csv('@folder@/secret.csv')
glob('@folder@/*')
read_csv('https://127.0.0.1:1/made.csv')
query('FROM read_text(''@folder@/secret.txt'')')
query_table('@folder@/secret.csv')

-- relations: state behind table functions
checkpoint()
force_checkpoint()
enable_logging()
disable_logging()
truncate_duckdb_logs()
enable_profiling()
register_external_resource_type('intruder', kind := 'intruder', create_function := 'range')
register_external_resource('intruder', 'intruder', MAP {'a': 'b'})
create_external_resource('intruder', MAP {'a': 'b'})
deregister_external_resource('intruder')
destroy_external_resource('range', '1')
duckdb_secrets(redact := false)
pandas_scan()
python_map_function((FROM items))
arrow_scan()
duckdb_extensions()
sys.path
SECRET

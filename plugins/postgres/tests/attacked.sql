-- What the corpus finds in the database: tables, and everything through which a statement could reach a function unseen.
CREATE EXTENSION dblink;
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION file_fdw;
CREATE EXTENSION tablefunc;
CREATE EXTENSION pg_surgery;
CREATE EXTENSION pg_visibility;
CREATE EXTENSION pg_prewarm;
CREATE EXTENSION pg_buffercache;
CREATE EXTENSION pageinspect;
CREATE EXTENSION pg_walinspect;
CREATE EXTENSION lo;

CREATE SCHEMA shop;
SET search_path = shop, public;
CREATE TABLE items (id int, name text DEFAULT 'x');
INSERT INTO items VALUES (1, 'one'), (2, 'two');
CREATE TABLE brin (id int, words tsvector);
CREATE INDEX brin_by_id ON brin USING brin (id) WITH (pages_per_range = 1);
CREATE INDEX gin_by_words ON brin USING gin (words) WITH (fastupdate = on);
CREATE SEQUENCE numbers;
SELECT nextval('numbers');
CREATE TABLE log (id int DEFAULT nextval('numbers'), at text);
CREATE MATERIALIZED VIEW kept AS SELECT * FROM items;
CREATE VIEW items_view AS SELECT id FROM items;
SELECT lo_from_bytea(4711, 'large');

CREATE FUNCTION define_and_insert() RETURNS int LANGUAGE sql SECURITY DEFINER
    AS 'INSERT INTO shop.items VALUES (9) RETURNING id';
CREATE FUNCTION define_and_notify() RETURNS int LANGUAGE sql SECURITY DEFINER
    AS 'SELECT 1 FROM (SELECT pg_notify(''news'', '''')) x';
CREATE FUNCTION volatile_insert() RETURNS int LANGUAGE sql AS 'INSERT INTO shop.items VALUES (9) RETURNING id';
CREATE FUNCTION volatile_notify() RETURNS int LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(''news'', ''x''); RETURN 1; END';
-- These two say what is not so; the transaction has to stop them.
CREATE FUNCTION stable_insert() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN shop.volatile_insert(); END';
CREATE FUNCTION immutable_insert() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN shop.volatile_insert(); END';
CREATE FUNCTION stable_nextval() RETURNS bigint LANGUAGE plpgsql STABLE AS 'BEGIN RETURN nextval(''shop.numbers''); END';
CREATE FUNCTION with_setting() RETURNS int LANGUAGE plpgsql SET default_transaction_read_only = off
    AS 'BEGIN RETURN shop.volatile_insert(); END';
CREATE FUNCTION run(statement text) RETURNS int LANGUAGE plpgsql AS 'BEGIN EXECUTE statement; RETURN 1; END';
CREATE FUNCTION quiet(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION overloaded(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION overloaded(text) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify()';
CREATE FUNCTION variadic_notify(VARIADIC int[]) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify()';
CREATE FUNCTION with_default(int DEFAULT shop.volatile_notify()) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION named("text" text) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify()';
CREATE FUNCTION volatile_of_row(items) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify()';
CREATE FUNCTION add_loudly(int, int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify() + $1 + $2';
CREATE FUNCTION compare_loudly(int, int) RETURNS bool LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify() = $1 - $2';
CREATE FUNCTION negate_loudly(int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify()';
CREATE FUNCTION loudly_true(int) RETURNS bool LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify() = 1';
CREATE AGGREGATE loud_sum(int) (SFUNC = add_loudly, STYPE = int, INITCOND = '0');
CREATE OPERATOR <-> (FUNCTION = add_loudly, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR === (FUNCTION = compare_loudly, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR !!! (FUNCTION = negate_loudly, RIGHTARG = int);
CREATE DOMAIN loud AS int CHECK (shop.loudly_true(VALUE));
CREATE TYPE with_loud AS (a loud);
CREATE TYPE pair AS (a int, b int);
CREATE TYPE other_pair AS (a int, b int);
CREATE FUNCTION pair_as_bigint(pair) RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify()::bigint';
CREATE FUNCTION pair_as_text(pair) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify()::text';
CREATE FUNCTION pair_as_other(pair) RETURNS other_pair LANGUAGE sql VOLATILE
    AS 'SELECT ROW(shop.volatile_notify(), 1)::shop.other_pair';
CREATE FUNCTION takes_other(other_pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION pair_compare(pair, pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a - $2.a';
CREATE CAST (pair AS bigint) WITH FUNCTION pair_as_bigint(pair);
CREATE CAST (pair AS text) WITH FUNCTION pair_as_text(pair);
CREATE CAST (pair AS other_pair) WITH FUNCTION pair_as_other(pair) AS IMPLICIT;
-- A strategy operator must belong to an operator class; this one compares by telling everybody.
CREATE FUNCTION int_less(int, int) RETURNS bool LANGUAGE sql VOLATILE AS 'SELECT shop.volatile_notify() = 1 AND $1 < $2';
CREATE FUNCTION int_compare(int, int) RETURNS int LANGUAGE plpgsql IMMUTABLE
    AS 'BEGIN RETURN $1 - $2 + 0 * shop.volatile_insert(); END';
CREATE OPERATOR <<< (FUNCTION = int_less, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR CLASS loud_ops FOR TYPE int USING btree AS OPERATOR 1 <<<, FUNCTION 1 int_compare(int, int);

CREATE VIEW notify_view AS SELECT volatile_notify() AS a;
CREATE VIEW insert_view AS SELECT volatile_insert() AS a;
CREATE VIEW nextval_view AS SELECT nextval('numbers') AS a;
CREATE VIEW read_view AS SELECT pg_read_file('secret.txt') AS a;
CREATE VIEW terminate_view AS SELECT pg_terminate_backend(pid) AS a FROM pg_stat_activity
    WHERE application_name = 'victim';
CREATE VIEW nested_view AS SELECT * FROM notify_view;
CREATE VIEW domain_view AS SELECT id::loud AS a FROM items;
CREATE VIEW cast_view AS SELECT ROW(id, id)::pair::bigint AS a FROM items;
CREATE VIEW operator_view AS SELECT id OPERATOR(shop.<->) 1 AS a FROM items;
CREATE VIEW aggregate_view AS SELECT loud_sum(id) AS a FROM items;
CREATE VIEW invoker_view WITH (security_invoker = true) AS SELECT volatile_notify() AS a;
CREATE TABLE protected (id int);
INSERT INTO protected VALUES (1);
CREATE POLICY loud ON protected USING (volatile_notify() = 1);
ALTER TABLE protected ENABLE ROW LEVEL SECURITY;
ALTER TABLE protected FORCE ROW LEVEL SECURITY;
CREATE TABLE partitioned (id int) PARTITION BY RANGE (id);
CREATE TABLE partition_of_it PARTITION OF partitioned FOR VALUES FROM (0) TO (10);
INSERT INTO partitioned VALUES (1);
CREATE TABLE indexed (id int);
CREATE INDEX indexed_quietly ON indexed (quiet(id));
INSERT INTO indexed VALUES (1);
CREATE PROCEDURE commit_and_insert() LANGUAGE plpgsql AS 'BEGIN COMMIT; INSERT INTO shop.items VALUES (9); END';
CREATE PROCEDURE commit_and_answer(INOUT answer int) LANGUAGE plpgsql
    AS 'BEGIN COMMIT; INSERT INTO shop.items VALUES (9); END';
CREATE FUNCTION on_insert() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION on_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';

CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE secret_table (line text) SERVER files OPTIONS (filename '@secret@');
CREATE FOREIGN TABLE program_table (line text) SERVER files OPTIONS (program 'touch @folder@/made; echo 1');
CREATE SERVER loopback FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '@port@', dbname 'attacked');
CREATE SERVER listener FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '@socket@', connect_timeout '2');
CREATE USER MAPPING FOR PUBLIC SERVER loopback OPTIONS (user '@username@', password '@password@');
CREATE USER MAPPING FOR PUBLIC SERVER listener OPTIONS (user 'x', password 'x');
CREATE FOREIGN TABLE remote_items (id int) SERVER loopback OPTIONS (schema_name 'shop', table_name 'items');
CREATE FOREIGN TABLE remote_notify (a int) SERVER loopback OPTIONS (schema_name 'shop', table_name 'notify_view');
CREATE FOREIGN TABLE remote_socket (a int) SERVER listener OPTIONS (schema_name 'shop', table_name 'items');

-- The role that most operators have: it was granted to read, and has what everybody has.
CREATE ROLE reader LOGIN PASSWORD 'secret';
GRANT USAGE ON SCHEMA shop TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA shop, public TO reader;
GRANT USAGE ON FOREIGN SERVER loopback, listener, files TO reader;
-- The role that cannot write by itself, whatever it is asked.
CREATE ROLE guest LOGIN PASSWORD 'secret';
REVOKE ALL ON DATABASE attacked FROM PUBLIC;
GRANT CONNECT ON DATABASE attacked TO guest;
GRANT CONNECT, TEMPORARY ON DATABASE attacked TO reader;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION define_and_insert, define_and_notify FROM PUBLIC;
GRANT USAGE ON SCHEMA shop TO guest;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO guest;
REVOKE SELECT ON remote_items, remote_notify, remote_socket, program_table, secret_table FROM guest;

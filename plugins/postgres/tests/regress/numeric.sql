SELECT t1.id1, t1.id2, t1.result, t2.expected
    FROM num_result t1, num_exp_add t2
    WHERE t1.id1 = t2.id1 AND t1.id2 = t2.id2
    AND t1.result != t2.expected;

SELECT t1.id1, t1.id2, t1.result, t2.expected
    FROM num_result t1, num_exp_sub t2
    WHERE t1.id1 = t2.id1 AND t1.id2 = t2.id2
    AND t1.result != t2.expected;

SELECT t1.id1, t1.id2, t1.result, t2.expected
    FROM num_result t1, num_exp_mul t2
    WHERE t1.id1 = t2.id1 AND t1.id2 = t2.id2
    AND t1.result != t2.expected;

SELECT t1.id1, t1.id2, t1.result, t2.expected
    FROM num_result t1, num_exp_div t2
    WHERE t1.id1 = t2.id1 AND t1.id2 = t2.id2
    AND t1.result != t2.expected;

SELECT t1.id1, t1.result, t2.expected
    FROM num_result t1, num_exp_sqrt t2
    WHERE t1.id1 = t2.id
    AND t1.result != t2.expected;

SELECT t1.id1, t1.result, t2.expected
    FROM num_result t1, num_exp_log10 t2
    WHERE t1.id1 = t2.id
    AND t1.result != t2.expected;

WITH v(x) AS
  (VALUES('0'::numeric),('1'),('-1'),('4.2'),('inf'),('-inf'),('nan'))
SELECT x1, x2,
  x1 + x2 AS sum,
  x1 - x2 AS diff,
  x1 * x2 AS prod
FROM v AS v1(x1), v AS v2(x2);

SELECT 'inf'::numeric / '0';

SELECT 'nan'::numeric / '0';

SELECT 'inf'::numeric % '0';

SELECT 'nan'::numeric % '0';

SELECT div('inf'::numeric, '0');

SELECT div('nan'::numeric, '0');

WITH v(x) AS
  (VALUES('0'::numeric),('1'),('-1'),('4.2'),('-7.777'),('inf'),('-inf'),('nan'))
SELECT x, -x as minusx, abs(x), floor(x), ceil(x), sign(x), numeric_inc(x) as inc
FROM v;

WITH v(x) AS
  (VALUES('0'::numeric),('1'),('-1'),('4.2'),('-7.777'),('1e340'),('-1e340'),
         ('inf'),('-inf'),('nan'),
         ('inf'),('-inf'),('nan'))
SELECT substring(x::text, 1, 32)
FROM v ORDER BY x;

SELECT sqrt('-1'::numeric);

WITH v(x) AS
  (VALUES('1'::numeric),('4.2'),('inf'),('nan'))
SELECT x,
  log(x),
  log10(x),
  ln(x)
FROM v;

SELECT ln('-1'::numeric);

WITH v(x) AS
  (VALUES('2'::numeric),('4.2'),('inf'),('nan'))
SELECT x1, x2,
  log(x1, x2)
FROM v AS v1(x1), v AS v2(x2);

SELECT log('10'::numeric, '0');

SELECT log('10'::numeric, '-inf');

SELECT log('inf'::numeric, '-inf');

WITH v(x) AS
  (VALUES('0'::numeric),('1'),('2'),('4.2'),('inf'),('nan'))
SELECT x1, x2,
  power(x1, x2)
FROM v AS v1(x1), v AS v2(x2) WHERE x1 != 0 OR x2 >= 0;

SELECT power('0'::numeric, '-inf');

SELECT power('-2'::numeric, '3');

SELECT power('-2'::numeric, '-1');

SELECT power('-2'::numeric, 'inf');

SELECT power('inf'::numeric, '-2');

SELECT power('-inf'::numeric, '2');

SELECT power('-inf'::numeric, '4.5');

SELECT power('-inf'::numeric, '-3');

SELECT power('-inf'::numeric, 'inf');

SELECT AVG(val) FROM num_data;

SELECT MIN(val) FROM num_data;

SELECT VARIANCE(val) FROM num_data;

SELECT (-9223372036854775808.5)::int8;

SELECT 9223372036854775807.4::int8;

SELECT (-2147483648.5)::int4;

SELECT 2147483647.4::int4;

SELECT (-32768.5)::int2;

SELECT 32767.4::int2;

SELECT 'NaN'::float8::numeric;

SELECT '-Infinity'::float8::numeric;

SELECT 'Infinity'::numeric::float8;

SELECT 'NaN'::float4::numeric;

SELECT '-Infinity'::float4::numeric;

SELECT 'Infinity'::numeric::float4;

SELECT '42'::int2::numeric;

SELECT 'Infinity'::numeric::int2;

SELECT 'NaN'::numeric::int4;

SELECT '-Infinity'::numeric::int4;

SELECT 'Infinity'::numeric::int8;

SELECT a, ceil(a), ceiling(a), floor(a), round(a) FROM ceil_floor_round;

SELECT round(4.4e131071, -131071) = 4e131071;

SELECT round(4.5e131071, -131072);

SELECT round(5.5e131071, -131073);

SELECT round(5e-16383, 1000000) = 5e-16383;

SELECT round(5e-16383, 16382) = 1e-16382;

SELECT trunc(9.9e131071, -131071) = 9e131071;

SELECT trunc(9.9e131071, -131073);

SELECT trunc(5e-16383, 1000000) = 5e-16383;

SELECT trunc(5e-16383, 16382) = 0;

SELECT width_bucket(5.0, 3.0, 4.0, -5);

SELECT width_bucket(5.0::float8, 3.0::float8, 4.0::float8, 0);

SELECT width_bucket(3.5::float8, 3.0::float8, 3.0::float8, 888);

SELECT width_bucket(0::float8, 'NaN', 4.0::float8, 888);

SELECT width_bucket(0::float8, '-inf', 4.0::float8, 888);

SELECT width_bucket(0.0::numeric, 'Infinity'::numeric, 5, 10);

SELECT width_bucket('Infinity'::numeric, 1, 10, 10),
       width_bucket('-Infinity'::numeric, 1, 10, 10);

SELECT width_bucket(0.0::float8, 5, '-Infinity'::float8, 20);

SELECT x, width_bucket(x::float8, 10, 100, 9) as flt,
       width_bucket(x::numeric, 10, 100, 9) as num
FROM generate_series(0, 110, 10) x;

SELECT width_bucket(0, -1e100::numeric, 1, 10);

SELECT width_bucket(1, 1e100::numeric, 0, 10);

SELECT oper, low, high, cnt, width_bucket(oper, low, high, cnt)
FROM
  (SELECT 1.797e+308::float8 AS big, 5e-324::float8 AS tiny) as v,
  LATERAL (VALUES
    (10.5::float8, -big, big, 1),
    (10.5::float8, -big, big, 2),
    (10.5::float8, -big, big, 3),
    (big / 4, -big / 2, big / 2, 10),
    (10.5::float8, big, -big, 1),
    (10.5::float8, big, -big, 2),
    (10.5::float8, big, -big, 3),
    (big / 4, big / 2, -big / 2, 10),
    (0, 0, tiny, 4),
    (tiny, 0, tiny, 4),
    (0, 0, 1, 2147483647),
    (1, 1, 0, 2147483647)
  ) as sample(oper, low, high, cnt);

SELECT width_bucket(0::float8, 1, 0, 2147483647);

SELECT to_char(val, '9G999G999G999G999G999D999G999G999G999G999')
	FROM num_data;

SELECT to_char(val, '9999999999999999.999999999999999S')
	FROM num_data;

SELECT to_char(val, 'FMS9999999999999999.999999999999999')    FROM num_data;

SELECT to_char(val, 'SG9999999999999999.999999999999999th')   FROM num_data;

SELECT to_char(val, 'S0999999999999999.999999999999999')      FROM num_data;

SELECT to_char(val, 'FM9999999999999999.099999999999999') 	FROM num_data;

SELECT to_char(val, 'FM0999999999999999.999909999999999') 	FROM num_data;

SELECT to_char(val, 'L9999999999999999.099999999999999')	FROM num_data;

SELECT to_char(val, 'S 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 . 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9') FROM num_data;

SELECT to_char(val, E'99999 "text" 9999 "9999" 999 "\\"text between quote marks\\"" 9999') FROM num_data;

SELECT to_char(val, 'FM9999999999999999.999999999999999')	FROM num_data;

SELECT to_char(val, 'FMRN')					FROM num_data;

WITH v(exp) AS
  (VALUES(-16379),(-16378),(-1234),(-789),(-45),(-5),(-4),(-3),(-2),(-1),(0),
         (1),(2),(3),(4),(5),(38),(275),(2345),(45678),(131070),(131071))
SELECT exp,
  to_char(('1.2345e'||exp)::numeric, '9.999EEEE') as numeric
FROM v;

WITH v(val) AS
  (VALUES('0'::numeric),('-4.2'),('4.2e9'),('1.2e-5'),('inf'),('-inf'),('nan'))
SELECT val,
  to_char(val, 'MI99.99') as numeric,
  to_char(val::float8, 'MI99.99') as float8,
  to_char(val::float4, 'MI99.99') as float4
FROM v;

SELECT to_char('100'::numeric, 'FM999.');

SELECT to_char('12345678901'::float8, 'FM9999999999D9999900000000000000000');

SELECT to_char('1234'::numeric, 'rn');

SELECT to_char('1236'::float8, 'rn');

SELECT to_char('100e9'::numeric, 'RN');

SELECT to_char('100e9'::float8, 'RN');

SELECT to_char(1234.56::float4, '99999V99');

SELECT to_char('100'::numeric, 'foo999');

SELECT to_char('100'::numeric, 'f\\oo999');

SELECT to_char('100'::numeric, 'f\\"oo999');

SELECT to_char('100'::numeric, 'f"\ool"999');

SELECT to_char('100'::numeric, 'f"ool\"999');

SELECT to_number('-34,338,492', '99G999G999');

SELECT to_number('<564646.654564>', '999999.999999PR');

SELECT to_number('5.01-', 'FM9.999999S');

SELECT to_number('5 4 4 4 4 8 . 7 8', '9 9 9 9 9 9 . 9 9');

SELECT to_number('.0', '99999999.99999999');

SELECT to_number('.-01', 'S99.99');

SELECT to_number(' . 0 1-', ' 9 9 . 9 9 S');

SELECT to_number('123,000','999G');

SELECT to_number('$1234.56','L9,999.99');

SELECT to_number('$1,234.56','L99,999.99');

SELECT to_number('1,234.56','L99,999.99');

SELECT to_number('123456', '99999V99');

SELECT to_number('CvIiI', 'rn');

SELECT to_number('  XIV', '  RN');

SELECT to_number('M CC', 'RN');

SELECT to_number('DCCCD', 'RN');

SELECT to_number('MCCM', 'RN');

SELECT to_number('VV', 'RN');

SELECT to_number('VIX', 'RN');

SELECT to_number('DCM', 'RN');

SELECT to_number('CLXC', 'RN');

SELECT to_number('CM', 'RNRN');

SELECT to_number('', 'RN');

SELECT * FROM num_input_test;

SELECT pg_input_is_valid('34xyz', 'numeric');

SELECT * FROM pg_input_error_info('1e400000', 'numeric');

SELECT pg_input_is_valid('1234.567', 'numeric(7,4)');

SELECT * FROM pg_input_error_info('0x1234.567', 'numeric');

select 4790999999999999999999999999999999999999999999999999999999999999999999999999999999999999 * 9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999;

select 4770999999999999999999999999999999999999999999999999999999999999999999999999999999999999 * 9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999;

select trim_scale((0.1 - 2e-16383) * (0.1 - 3e-16383));

select div(999999999999999999999::numeric,1000000000000000000000);

select div(-9999999999999999999999::numeric,1000000000000000000000);

select div(-9999999999999999999999::numeric,1000000000000000000000)*1000000000000000000000 + mod(-9999999999999999999999::numeric,1000000000000000000000);

select div (70.0,70);

select 12345678901234567890 % 123;

select div(12345678901234567890, 123);

select 8e9000 - div(8e18000 - 1, 9e9000 - 1) * 9;

select div(539913372912345678, 539913372912345678);

select sqrt(1.000000000000004::numeric);

select sqrt(96627521408608.56340355806::numeric);

select sqrt(515549506212297735.073688290368::numeric);

select sqrt(8015491789940783531003294973900307::numeric);

select 10.0 ^ -2147483647 as rounds_to_zero;

select 117743296169.0 ^ 1000000000 as overflows;

select 3.789 ^ 35.0000000000000000;

select 0.12 ^ (-20);

select coalesce(nullif(0.9999999999 ^ 23300000000000, 0), 0) as rounds_to_zero;

select 0.12 ^ (-25);

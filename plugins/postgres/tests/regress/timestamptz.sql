SELECT count(*) AS One FROM TIMESTAMPTZ_TBL WHERE d1 = timestamp with time zone 'today';

SELECT count(*) AS One FROM TIMESTAMPTZ_TBL WHERE d1 = timestamp with time zone 'yesterday';

SELECT count(*) AS One FROM TIMESTAMPTZ_TBL WHERE d1 = timestamp with time zone 'tomorrow zulu';

SELECT count(*) AS two FROM TIMESTAMPTZ_TBL WHERE d1 = timestamp(2) with time zone 'now';

SELECT timestamptz 'infinity' = timestamptz '+infinity' AS t;

SELECT '19970710 173201' AT TIME ZONE 'America/New_York';

SELECT '20500710 173201 Europe/Helsinki'::timestamptz;

SELECT '205000-07-10 17:32:01 Europe/Helsinki'::timestamptz;

SELECT 'Jan 01 00:00:00 1000 LMT'::timestamptz;

SELECT '1912-01-01 00:00 MMT'::timestamptz;

SELECT '1912-01-01 00:00 MMT'::timestamptz AT TIME ZONE 'UTC';

SELECT pg_input_is_valid('garbage', 'timestamptz');

SELECT * FROM pg_input_error_info('garbage', 'timestamptz');

SELECT 'Wed Jul 11 10:51:14 America/New_York 2001'::timestamptz;

SELECT 'Wed Jul 11 10:51:14 GMT+4 2001'::timestamptz;

SELECT 'Wed Jul 11 10:51:14 PST+03:00 2001'::timestamptz;

SELECT '4714-11-24 00:00:00+00 BC'::timestamptz;

SELECT 'Sun Nov 23 16:00:00 4714 PST BC'::timestamptz;

SELECT '294276-12-31 23:59:59+00'::timestamptz;

SELECT '294277-01-01 00:00:00+00'::timestamptz;

SELECT d1 FROM TIMESTAMPTZ_TBL
   WHERE d1 > timestamp with time zone '1997-01-02';

SELECT d1 FROM TIMESTAMPTZ_TBL
   WHERE d1 = timestamp with time zone '1997-01-02';

SELECT d1 FROM TIMESTAMPTZ_TBL
   WHERE d1 <= timestamp with time zone '1997-01-02';

SELECT d1 - timestamp with time zone '1997-01-02' AS diff
   FROM TIMESTAMPTZ_TBL WHERE d1 BETWEEN '1902-01-01' AND '2038-01-01';

SELECT date_trunc( 'week', timestamp with time zone 'infinity' ) AS inf_trunc;

SELECT date_trunc( 'timezone', timestamp with time zone 'infinity' ) AS notsupp_inf_trunc;

SELECT date_trunc('day', timestamp with time zone '2001-02-16 20:38:40+00', 'Australia/Sydney') as sydney_trunc;

SELECT date_trunc('day', timestamp with time zone '2001-02-16 20:38:40+00', 'VET') as vet_trunc;

SELECT date_trunc( 'week', timestamp with time zone 'infinity', 'GMT') AS inf_zone_trunc;

SELECT
  str,
  interval,
  date_trunc(str, ts, 'Australia/Sydney') = date_bin(interval::interval, ts, timestamp with time zone '2001-01-01+11') AS equal
FROM (
  VALUES
  ('day', '1 d'),
  ('hour', '1 h'),
  ('minute', '1 m'),
  ('second', '1 s'),
  ('millisecond', '1 ms'),
  ('microsecond', '1 us')
) intervals (str, interval),
(VALUES (timestamptz '2020-02-29 15:44:17.71393+00')) ts (ts);

SELECT date_bin('5 min'::interval, timestamptz '2020-02-01 01:01:01+00', timestamptz '2020-02-01 00:02:30+00');

SELECT date_bin('5 months'::interval, timestamp with time zone '2020-02-01 01:01:01+00', timestamp with time zone '2001-01-01+00');

SELECT date_bin('0 days'::interval, timestamp with time zone '1970-01-01 01:00:00+00' , timestamp with time zone '1970-01-01 00:00:00+00');

select date_bin('15 minutes'::interval, timestamptz '294276-12-30', timestamptz '4000-12-20 BC');

select date_bin('365000 days'::interval, '4400-01-01 BC'::timestamptz, '4000-01-01 BC'::timestamptz);

SELECT d1 as timestamptz,
   date_part( 'year', d1) AS year, date_part( 'month', d1) AS month,
   date_part( 'day', d1) AS day, date_part( 'hour', d1) AS hour,
   date_part( 'minute', d1) AS minute, date_part( 'second', d1) AS second
   FROM TIMESTAMPTZ_TBL;

SELECT d1 as timestamptz,
   date_part( 'isoyear', d1) AS isoyear, date_part( 'week', d1) AS week,
   date_part( 'isodow', d1) AS isodow, date_part( 'dow', d1) AS dow,
   date_part( 'doy', d1) AS doy
   FROM TIMESTAMPTZ_TBL;

SELECT d1 as timestamptz,
   date_part( 'timezone', d1) AS timezone,
   date_part( 'timezone_hour', d1) AS timezone_hour,
   date_part( 'timezone_minute', d1) AS timezone_minute
   FROM TIMESTAMPTZ_TBL;

SELECT date_part('epoch', '294270-01-01 00:00:00+00'::timestamptz);

SELECT extract(epoch from '5000-01-01 00:00:00+00'::timestamptz);

SELECT timestamptz '294276-12-31 23:59:59 UTC' - timestamptz '1999-12-23 19:59:04.224192 UTC' AS overflows;

SELECT to_char(d1, 'FMDAY FMDay FMday FMMONTH FMMonth FMmonth FMRM')
   FROM TIMESTAMPTZ_TBL;

SELECT to_char(d1, 'FMY,YYY FMYYYY FMYYY FMYY FMY FMCC FMQ FMMM FMWW FMDDD FMDD FMD FMJ')
   FROM TIMESTAMPTZ_TBL;

SELECT to_char(d1, E'"HH:MI:SS is" HH:MI:SS "\\"text between quote marks\\""')
   FROM TIMESTAMPTZ_TBL;

SELECT to_char(d1, 'YYYYTH YYYYth Jth')
   FROM TIMESTAMPTZ_TBL;

SELECT to_char(d1, 'IYYY IYY IY I IW IDDD ID')
   FROM TIMESTAMPTZ_TBL;

SELECT to_char(d, 'FF1 FF2 FF3 FF4 FF5 FF6  ff1 ff2 ff3 ff4 ff5 ff6  MS US')
   FROM (VALUES
       ('2018-11-02 12:34:56'::timestamptz),
       ('2018-11-02 12:34:56.78'),
       ('2018-11-02 12:34:56.78901'),
       ('2018-11-02 12:34:56.78901234')
   ) d(d);

SELECT to_char(now(), 'of') as "Of", to_char(now(), 'tzh:tzm') as "tzh:tzm";

SELECT * FROM TIMESTAMPTZ_TST ORDER BY a;

SELECT make_timestamptz(1973, 07, 15, 08, 15, 55.33, '+2');

WITH tzs (tz) AS (VALUES
    ('+1'), ('+1:'), ('+1:0'), ('+100'), ('+1:00'), ('+01:00'),
    ('+10'), ('+1000'), ('+10:'), ('+10:0'), ('+10:00'), ('+10:00:'),
    ('+10:00:1'), ('+10:00:01'),
    ('+10:00:10'))
     SELECT make_timestamptz(2010, 2, 27, 3, 45, 00, tz), tz FROM tzs;

SELECT make_timestamptz(2014, 12, 10, 10, 10, 10, '+16');

SELECT make_timestamptz(1973, 07, 15, 08, 15, 55.33, '+2') = '1973-07-15 08:15:55.33+02'::timestamptz;

SELECT make_timestamptz(2014, 12, 10, 0, 0, 0, 'Europe/Prague') AT TIME ZONE 'UTC';

SELECT make_timestamptz(1881, 12, 10, 0, 0, 0, 'Pacific/Honolulu') AT TIME ZONE 'UTC';

SELECT make_timestamptz(1910, 12, 24, 0, 0, 0, 'Nehwon/Lankhmar');

SELECT make_timestamptz(2008, 12, 10, 10, 10, 10, 'EDT');

SELECT make_timestamptz(2014, 12, 10, 10, 10, 10, 'PST8PDT,M3.2.0,M11.1.0');

select generate_series('2022-01-01 00:00'::timestamptz,
                       'infinity'::timestamptz,
                       '1 month'::interval) limit 10;

select generate_series(timestamptz '1995-08-06 12:12:12', timestamptz '1996-08-06 12:12:12', interval 'infinity');

SELECT date_add('2022-10-30 00:00:00+01'::timestamptz,
                '1 day'::interval);

SELECT date_subtract('2022-10-30 00:00:00+01'::timestamptz,
                     '1 day'::interval);

SELECT * FROM generate_series('2021-12-31 23:00:00+00'::timestamptz,
                              '2020-12-31 23:00:00+00'::timestamptz,
                              '-1 month'::interval,
                              'Europe/Warsaw');

SELECT '2011-03-27 01:00:00 Europe/Moscow'::timestamptz;

SELECT '2011-03-27 02:00:00 Europe/Moscow'::timestamptz;

SELECT '2011-03-27 02:59:59 Europe/Moscow'::timestamptz;

SELECT '2011-03-27 03:00:01 Europe/Moscow'::timestamptz;

SELECT '2011-03-27 00:00:00 MSK'::timestamptz;

SELECT '2011-03-27 01:59:59 MSK'::timestamptz;

SELECT '2011-03-27 02:00:01 MSK'::timestamptz;

SELECT '2011-03-27 03:00:00 MSK'::timestamptz;

SELECT '2011-03-27 04:00:00 MSK'::timestamptz;

SELECT '2014-10-26 00:59:59 Europe/Moscow'::timestamptz;

SELECT '2014-10-26 01:00:01 Europe/Moscow'::timestamptz;

SELECT '2014-10-26 00:00:00 MSK'::timestamptz;

SELECT '2014-10-26 01:00:00 MSK'::timestamptz;

SELECT '2014-10-26 02:00:00 MSK'::timestamptz;

SELECT '2011-03-27 01:00:00'::timestamp AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-27 02:00:00'::timestamp AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-27 02:59:59'::timestamp AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-27 03:00:01'::timestamp AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-27 00:00:00'::timestamp AT TIME ZONE 'MSK';

SELECT '2011-03-27 01:59:59'::timestamp AT TIME ZONE 'MSK';

SELECT '2011-03-27 02:00:01'::timestamp AT TIME ZONE 'MSK';

SELECT '2011-03-27 03:00:00'::timestamp AT TIME ZONE 'MSK';

SELECT '2011-03-27 04:00:00'::timestamp AT TIME ZONE 'MSK';

SELECT '2014-10-26 00:59:59'::timestamp AT TIME ZONE 'Europe/Moscow';

SELECT '2014-10-26 01:00:01'::timestamp AT TIME ZONE 'Europe/Moscow';

SELECT '2014-10-26 00:00:00'::timestamp AT TIME ZONE 'MSK';

SELECT '2014-10-26 01:00:00'::timestamp AT TIME ZONE 'MSK';

SELECT '2014-10-26 02:00:00'::timestamp AT TIME ZONE 'MSK';

SELECT make_timestamptz(2014, 10, 26, 1, 0, 0, 'MSK');

SELECT to_timestamp( 946684800);

SELECT to_timestamp(-210866803200);

SELECT to_timestamp('-Infinity'::float);

SELECT '2011-03-26 21:00:00 UTC'::timestamptz;

SELECT '2011-03-26 22:59:59 UTC'::timestamptz;

SELECT '2011-03-26 23:00:01 UTC'::timestamptz;

SELECT '2011-03-27 00:00:00 UTC'::timestamptz;

SELECT '2014-10-25 21:59:59 UTC'::timestamptz;

SELECT '2014-10-25 22:00:01 UTC'::timestamptz;

SELECT '2011-03-26 21:00:00 UTC'::timestamptz AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-26 22:59:59 UTC'::timestamptz AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-26 23:00:01 UTC'::timestamptz AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-27 00:00:00 UTC'::timestamptz AT TIME ZONE 'Europe/Moscow';

SELECT '2014-10-25 21:59:59 UTC'::timestamptz AT TIME ZONE 'Europe/Moscow';

SELECT '2014-10-25 22:00:01 UTC'::timestamptz AT TIME ZONE 'Europe/Moscow';

SELECT '2011-03-26 21:00:00 UTC'::timestamptz AT TIME ZONE 'MSK';

SELECT '2011-03-26 22:59:59 UTC'::timestamptz AT TIME ZONE 'MSK';

SELECT '2011-03-26 23:00:01 UTC'::timestamptz AT TIME ZONE 'MSK';

SELECT '2011-03-27 00:00:00 UTC'::timestamptz AT TIME ZONE 'MSK';

SELECT '2014-10-25 21:59:59 UTC'::timestamptz AT TIME ZONE 'MSK';

SELECT '2014-10-25 22:00:01 UTC'::timestamptz AT TIME ZONE 'MSK';

VALUES (CAST('1978-07-07 19:38 America/New_York' AS TIMESTAMP WITH TIME ZONE) AT LOCAL);

SELECT pg_get_viewdef('timestamp_local_view', true);

select * from tmptz where f1 at time zone 'utc' = '2017-01-18 00:00';

SELECT timestamptz 'infinity' - timestamptz '-infinity';

SELECT timestamptz '-infinity' - timestamptz '-infinity';

SELECT timestamptz '-infinity' - timestamptz '1995-08-06 12:12:12';

SELECT age(timestamptz '-infinity');

SELECT age(timestamptz 'infinity', timestamptz '-infinity');

SELECT age(timestamptz '-infinity', timestamptz '-infinity');

select make_timestamptz(1999, 12, 31, 24, 0, 0);

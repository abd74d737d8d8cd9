SELECT timestamp with time zone '20011227 040506+08';

SELECT timestamp with time zone '20011227 040506.789+08';

SELECT timestamp with time zone '20011227T040506+08';

SELECT timestamp with time zone '20011227T040506.789+08';

SELECT timestamp with time zone '2001-12-27 04:05:06.789-08';

SELECT timestamp with time zone '2001/12/27 04:05:06.789-08';

SELECT timestamp with time zone '2001-12-27 04:05:06.789 MET DST';

SELECT timestamp with time zone '27/12/2001 04:05:06.789-08';

SELECT timestamp with time zone 'J2452271-08';

SELECT timestamp with time zone 'J2452271.5-08';

SELECT timestamp with time zone 'J2452271 04:05:06-08';

SELECT timestamp with time zone 'J2452271T040506-08';

SELECT timestamp with time zone 'J2452271T040506.789-08';

SELECT timestamp with time zone '12.27.2001 04:05:06.789-08';

SELECT timestamp with time zone '27.12.2001 04:05:06.789-08';

SELECT time without time zone '040506.789-08';

SELECT time without time zone 'T040506.789-08';

SELECT time with time zone '040506.789-08';

SELECT time with time zone 'T040506.789-08';

SELECT time with time zone 'T040506.789 -08';

SELECT time with time zone '2001-12-27 T040506.789 America/Los_Angeles';

SELECT time without time zone '040506.07';

SELECT time without time zone '040506';

SELECT time without time zone '0405';

SELECT time without time zone 'T040506.07';

SELECT time without time zone 'T040506';

SELECT time without time zone 'T0405';

SELECT time without time zone 'T04';

SELECT time with time zone '04:05:06.07+08';

SELECT time with time zone '04:05:06+08';

SELECT time with time zone '04:05+08';

SELECT time with time zone 'T04:05:06.07+08';

SELECT time with time zone 'T04:05:06+08';

SELECT time with time zone 'T04:05+08';

SELECT date 'J1520447' AS "Confucius' Birthday";

SELECT date '1995-08-06  J J J';

SELECT timestamp with time zone 'Y2001M12D27H04M05S06.789+08';

SELECT timestamp with time zone 'J2452271 T X03456-08';

SELECT date '1995-08-06 epoch';

SELECT date '1995-08-06 -infinity';

SELECT date '-infinity infinity';

SELECT timestamp '1995-08-06 infinity';

SELECT timestamp 'epoch 01:01:01';

SELECT timestamp '-infinity 01:01:01';

SELECT timestamp '-infinity infinity';

SELECT timestamptz '1995-08-06 infinity';

SELECT timestamptz 'epoch 01:01:01';

SELECT timestamptz '-infinity 01:01:01';

SELECT timestamptz '-infinity infinity';

SELECT date '1991-02-03' + time with time zone '04:05:06 PST' AS "Date + Time PST";

SELECT date '1991-02-03' + interval '2 years' AS "Add Two Years";

SELECT date '1991-02-03' - time '04:05:06' AS "Subtract Time";

SELECT timestamp without time zone '1996-03-01' - interval '1 second' AS "Feb 29";

SELECT timestamp without time zone '2000-03-01' - interval '1 second' AS "Feb 29";

SELECT timestamp without time zone 'Jan 1, 4713 BC' + interval '106000000 days' AS "Feb 23, 285506";

SELECT timestamp without time zone 'Jan 1, 4713 BC' + interval '109203489 days' AS "Dec 31, 294276";

SELECT timestamp without time zone '294276-12-31 23:59:59' + interval '9223372036854775807 microseconds' AS "out of range";

SELECT (timestamp without time zone 'today' = (timestamp without time zone 'yesterday' + interval '1 day')) as "True";

SELECT (timestamp without time zone 'today 10:30' = (timestamp without time zone 'yesterday' + interval '1 day 10 hr 30 min')) as "True";

SELECT (timestamp without time zone 'tomorrow' = (timestamp without time zone 'yesterday' + interval '2 days')) as "True";

SELECT (timestamp without time zone '16:00:00 tomorrow' = (timestamp without time zone 'today' + interval '1 day 16 hours')) as "True";

SELECT (timestamp without time zone '12:34:56 yesterday' = (timestamp without time zone 'tomorrow' - interval '2 days - 12:34:56')) as "True";

SELECT date '1994-01-01' + time '11:00' AS "Jan_01_1994_11am";

SELECT date '1994-01-01' + timetz '11:00-5' AS "Jan_01_1994_8am";

SELECT d1 + interval '1 year' AS one_year FROM TIMESTAMP_TBL;

SELECT timestamp with time zone '1996-03-01' - interval '1 second' AS "Feb 29";

SELECT timestamp with time zone '2000-03-01' - interval '1 second' AS "Feb 29";

SELECT timestamp with time zone '2000-01-01' - interval '2483590 days' AS "out of range";

SELECT (timestamp with time zone 'today' = (timestamp with time zone 'yesterday' + interval '1 day')) as "True";

SELECT (timestamp with time zone 'tomorrow' = (timestamp with time zone 'yesterday' + interval '2 days')) as "True";

SELECT timestamp with time zone '2005-04-02 12:00-07' + interval '1 day' as "Apr 3, 12:00";

SELECT timestamp with time zone '2005-04-03 12:00-06' - interval '1 day' as "Apr 2, 12:00";

SELECT timestamptz(date '1994-01-01', time '11:00') AS "Jan_01_1994_10am";

SELECT timestamptz(date '1994-01-01', time with time zone '11:00-8') AS "Jan_01_1994_11am";

SELECT d1 + interval '1 year' AS one_year FROM TIMESTAMPTZ_TBL;

SELECT CAST(time '01:02' AS interval) AS "+01:02";

SELECT CAST(interval '-02:03' AS time) AS "21:57:00";

SELECT time '01:30' + interval '02:01' AS "03:31:00";

SELECT time '02:30' + interval '36:01' AS "14:31:00";

SELECT CAST(time with time zone '01:02-08' AS interval) AS "+00:01";

SELECT time with time zone '01:30-08' - interval '02:01' AS "23:29:00-08";

SELECT CAST(CAST(date 'today' + time with time zone '05:30'
            + interval '02:01' AS time with time zone) AS time) AS "07:31:00";

SELECT t.d1 AS t, i.f1 AS i, t.d1 + i.f1 AS "add", t.d1 - i.f1 AS "subtract"
  FROM TIMESTAMP_TBL t, INTERVAL_TBL i
  WHERE t.d1 BETWEEN '1990-01-01' AND '2001-01-01'
    AND i.f1 BETWEEN '00:00' AND '23:00'
  ORDER BY 1,2;

SELECT t.f1 AS t, i.f1 AS i, t.f1 + i.f1 AS "add", t.f1 - i.f1 AS "subtract"
  FROM TIMETZ_TBL t, INTERVAL_TBL i
  WHERE isfinite(i.f1)
  ORDER BY 1,2;

SELECT (timestamp with time zone '2000-11-26', timestamp with time zone '2000-11-27')
  OVERLAPS (timestamp with time zone '2000-11-27 12:00', timestamp with time zone '2000-11-30') AS "False";

SELECT (timestamp with time zone '2000-11-27', interval '12 hours')
  OVERLAPS (timestamp with time zone '2000-11-27 12:00', timestamp with time zone '2000-11-30') AS "False";

SELECT (timestamp with time zone '2000-11-27', interval '12 hours')
  OVERLAPS (timestamp with time zone '2000-11-27 12:00', interval '12 hours') AS "False";

SELECT (timestamp without time zone '2000-11-26', timestamp without time zone '2000-11-27')
  OVERLAPS (timestamp without time zone '2000-11-27 12:00', timestamp without time zone '2000-11-30') AS "False";

SELECT (timestamp without time zone '2000-11-27', interval '12 hours')
  OVERLAPS (timestamp without time zone '2000-11-27 12:00', timestamp without time zone '2000-11-30') AS "False";

SELECT (timestamp without time zone '2000-11-27', interval '12 hours')
  OVERLAPS (timestamp without time zone '2000-11-27 12:00', interval '12 hours') AS "False";

SELECT (time '00:00', interval '1 hour')
  OVERLAPS (time '00:30', interval '1 hour') AS "True";

SELECT (time '00:00', interval '1 hour')
  OVERLAPS (time '01:30', interval '1 day') AS "False";

SELECT d.f1 AS "timestamp", t.f1 AS "interval", d.f1 + t.f1 AS plus
  FROM TEMP_TIMESTAMP d, INTERVAL_TBL t
  ORDER BY plus, "timestamp", "interval";

SELECT d.f1 AS "timestamp",
   timestamp with time zone '1980-01-06 00:00 GMT' AS gpstime_zero,
   d.f1 - timestamp with time zone '1980-01-06 00:00 GMT' AS difference
  FROM TEMP_TIMESTAMP d
  ORDER BY difference;

SELECT f1 AS "timestamp", date(f1) AS date
  FROM TEMP_TIMESTAMP
  WHERE f1 <> timestamp 'now'
  ORDER BY date, "timestamp";

SELECT '2202020-10-05'::date > '2020-10-05'::timestamp as t;

SELECT '2202020-10-05'::date::timestamptz;

SELECT '2020-10-05'::timestamptz > '2202020-10-05'::date as f;

SELECT '4714-11-24 BC'::date < '2020-10-05'::timestamptz as t;

SELECT '4714-11-24 BC'::timestamp < '2020-10-05'::timestamptz as t;

select count(*) from date_tbl
  where f1 between '1997-01-01' and '1998-01-01';

select count(*) from date_tbl
  where f1 between symmetric '1997-01-01' and '1998-01-01';

SELECT d1 AS us_postgres FROM TIMESTAMP_TBL;

SELECT d1 AS us_sql FROM TIMESTAMP_TBL;

SELECT d1 AS european_postgres FROM TIMESTAMP_TBL;

SELECT d1 AS european_sql FROM TIMESTAMP_TBL;

SELECT to_timestamp('97/2/16 8:14:30', 'FMYYYY/FMMM/FMDD FMHH:FMMI:FMSS');

SELECT to_timestamp('1985 January 12', 'YYYY FMMonth DD');

SELECT to_timestamp('1985 \ 12', 'YYYY \\ DD');

SELECT to_timestamp('1,582nd VIII 21', 'Y,YYYth FMRM DD');

SELECT to_timestamp('05121445482000', 'MMDDHH24MISSYYYY');

SELECT to_timestamp('97/Feb/16', 'YYMonDD');

SELECT to_timestamp('97/Feb/16', 'FXYY:Mon:DD');

SELECT to_timestamp('19971116', 'YYYYMMDD');

SELECT to_timestamp('1997 AD 11 16', 'YYYY BC MM DD');

SELECT to_timestamp('1997 A.D. 11 16', 'YYYY B.C. MM DD');

SELECT to_timestamp('9-1116', 'Y-MMDD');

SELECT to_timestamp('995-1116', 'YYY-MMDD');

SELECT to_timestamp('2005300', 'YYYYDDD');

SELECT to_timestamp('005527', 'IYYIWID');

SELECT to_timestamp('5527', 'IIWID');

SELECT to_timestamp('20050302', 'YYYYMMDD');

SELECT to_timestamp(' 2005 03 02', 'YYYYMMDD');

SELECT to_timestamp('2011-12-18 11:38 AM', 'YYYY-MM-DD HH12:MI PM');

SELECT to_timestamp('2011-12-18 11:38 A.M.', 'YYYY-MM-DD HH12:MI P.M.');

SELECT to_timestamp('2011-12-18 11:38 +05',    'YYYY-MM-DD HH12:MI TZH');

SELECT to_timestamp('2011-12-18 11:38 +05:20', 'YYYY-MM-DD HH12:MI TZH:TZM');

SELECT to_timestamp('2011-12-18 11:38 20',     'YYYY-MM-DD HH12:MI TZM');

SELECT to_timestamp('2011-12-18 11:38 -05', 'YYYY-MM-DD HH12:MI TZ');

SELECT to_timestamp('2011-12-18 11:38 MSK', 'YYYY-MM-DD HH12:MI TZ');

SELECT to_timestamp('2011-12-18 11:38ESTFOO24', 'YYYY-MM-DD HH12:MITZFOOSS');

SELECT to_timestamp('2011-12-18 11:38 JUNK', 'YYYY-MM-DD HH12:MI TZ');

SELECT to_timestamp('2011-12-18 11:38 -05', 'YYYY-MM-DD HH12:MI OF');

SELECT to_timestamp('2011-12-18 11:38 +xyz', 'YYYY-MM-DD HH12:MI OF');

SELECT to_timestamp('2018-11-02 12:34:56.025', 'YYYY-MM-DD HH24:MI:SS.MS');

SELECT i, to_timestamp('2018-11-02 12:34:56.1', 'YYYY-MM-DD HH24:MI:SS.FF' || i) FROM generate_series(1, 6) i;

SELECT i, to_timestamp('2018-11-02 12:34:56.123', 'YYYY-MM-DD HH24:MI:SS.FF' || i) FROM generate_series(1, 6) i;

SELECT i, to_timestamp('2018-11-02 12:34:56.12345', 'YYYY-MM-DD HH24:MI:SS.FF' || i) FROM generate_series(1, 6) i;

SELECT i, to_timestamp('2018-11-02 12:34:56.123456789', 'YYYY-MM-DD HH24:MI:SS.FF' || i) FROM generate_series(1, 6) i;

SELECT to_date('1 4 1902', 'Q MM YYYY');

SELECT to_date('2458872', 'J');

SELECT to_date('-44-02-01','YYYY-MM-DD');

SELECT to_timestamp('44-02-01 11:12:13 BC','YYYY-MM-DD HH24:MI:SS BC');

SELECT to_timestamp('-44-02-01 11:12:13 BC','YYYY-MM-DD HH24:MI:SS BC');

SELECT to_timestamp('2011-12-18  23:38:15', 'YYYY-MM-DD  HH24:MI:SS');

SELECT to_timestamp('2011-12-18  23:38:15', 'YYYY-MM-DD HH24:MI:SS');

SELECT to_timestamp('2000+   JUN', 'YYYY/MON');

SELECT to_timestamp(' 2000 +JUN', 'YYYY//MON');

SELECT to_timestamp('2000 + JUN', 'YYYY MON');

SELECT to_timestamp('2000 + + JUN', 'YYYY  MON');

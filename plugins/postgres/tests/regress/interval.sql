SELECT INTERVAL '01:00' AS "One hour";

SELECT INTERVAL '-08:00' AS "Eight hours";

SELECT INTERVAL '-1 days +02:03' AS "22 hours ago...";

SELECT INTERVAL '1.5 months' AS "One month 15 days";

SELECT INTERVAL 'infinity' AS "eternity";

SELECT pg_input_is_valid('1.5 weeks', 'interval');

SELECT pg_input_is_valid('@ 30 eons ago', 'interval');

SELECT * FROM pg_input_error_info('@ 30 eons ago', 'interval');

SELECT * FROM INTERVAL_TBL
   WHERE INTERVAL_TBL.f1 <> interval '@ 10 days';

SELECT * FROM INTERVAL_TBL
   WHERE INTERVAL_TBL.f1 < interval '@ 1 day';

SELECT * FROM INTERVAL_TBL
   WHERE INTERVAL_TBL.f1 >= interval '@ 1 month';

SELECT r1.*, r2.*
   FROM INTERVAL_TBL r1, INTERVAL_TBL r2
   WHERE r1.f1 > r2.f1
   ORDER BY r1.f1, r2.f1;

SELECT -('-2147483648 months'::interval);

SELECT -('-2147483648 days'::interval);

SELECT -('-9223372036854775808 us'::interval);

SELECT -('-2147483647 months -2147483647 days -9223372036854775807 us'::interval);

SELECT r1.*, r2.*
   FROM INTERVAL_TBL_OF r1, INTERVAL_TBL_OF r2
   WHERE r1.f1 > r2.f1
   ORDER BY r1.f1, r2.f1;

SELECT f1 - f1 FROM INTERVAL_TBL_OF;

SELECT span / 10 AS quotient
FROM INTERVAL_MULDIV_TBL;

SELECT '3000000 months'::interval * 1000;

SELECT '3000000 days'::interval * 1000;

SELECT '1 month 2146410 days'::interval * 1000.5002;

select avg(f1) from interval_tbl where isfinite(f1);

select '100000000y 10mon -1000000000d -100000h -10min -10.000001s ago'::interval;

SELECT justify_days(interval '6 months 36 days 5 hours 4 minutes 3 seconds') as "7 mons 6 days 5 hours 4 mins 3 seconds";

SELECT justify_days(interval '2147483647 months 30 days');

SELECT justify_interval(interval '2147483647 days 24 hrs');

SELECT justify_interval(interval '2147483647 months 30 days');

SELECT justify_interval(interval '2147483647 months 30 days -24 hrs');

SELECT justify_interval(interval '2147483647 months -30 days 1440 hrs');

SELECT '1 millisecond'::interval, '1 microsecond'::interval,
       '500 seconds 99 milliseconds 51 microseconds'::interval;

SELECT '1 second 2 seconds'::interval;

SELECT '5.5 seconds 3 milliseconds'::interval;

SELECT '1 day 1 day'::interval;

SELECT interval '999' second;

SELECT interval '999' hour;

SELECT interval '999' month;

SELECT interval '2' month;

SELECT interval '4' hour;

SELECT interval '6' second;

SELECT interval '1-2' year to month;

SELECT interval '1 2:03' day to hour;

SELECT interval '1 2' day to minute;

SELECT interval '1 2:03:04' day to minute;

SELECT interval '1 2:03' day to second;

SELECT interval '1 2' hour to minute;

SELECT interval '1 2:03:04' hour to minute;

SELECT interval '1 2:03' hour to second;

SELECT interval '1 2' minute to second;

SELECT interval '1 2:03:04' minute to second;

SELECT interval '1 +2:03:04' minute to second;

SELECT interval '1 -2:03:04' minute to second;

SELECT interval '123 11' day;

SELECT interval '123 2:03 -2:04';

SELECT interval(2) '1 day 01:23:45.6789';

SELECT interval '1.234' second;

SELECT interval '1 2.345' day to second(2);

SELECT interval '1 2:03.4567' day to second(2);

SELECT interval '1 2.345' hour to second(2);

SELECT interval '1 2:03:04.5678' hour to second(2);

SELECT interval '1 2:03.5678' minute to second(2);

SELECT interval '2562047788:00:54.775807' second(2);

SELECT f1, f1::INTERVAL DAY TO MINUTE AS "minutes",
  (f1 + INTERVAL '1 month')::INTERVAL MONTH::INTERVAL YEAR AS "years"
  FROM interval_tbl;

SELECT  interval '+1 -1:00:00',
        interval '-1 +1:00:00',
        interval '+1-2 -3 +4:05:06.789',
        interval '-1-2 +3 -4:05:06.789';

SELECT  interval '1 day -1 hours',
        interval '-1 days +1 hours',
        interval '1 years 2 months -3 days 4 hours 5 minutes 6.789 seconds',
        - interval '1 years 2 months -3 days 4 hours 5 minutes 6.789 seconds';

select  interval '0'                                AS "zero",
        interval '1-2'                              AS "a year 2 months",
        interval '1 2:03:04'                        AS "a bit over a day",
        interval '2:03:04.45679'                    AS "a bit over 2 hours",
        (interval '1-2' + interval '3 4:05:06.7')   AS "all fields",
        (interval '1-2' - interval '3 4:05:06.7')   AS "mixed sign",
        (- interval '1-2' + interval '3 4:05:06.7') AS "negative";

select  interval 'P00021015T103020'       AS "ISO8601 Basic Format",
        interval 'P0002-10-15T10:30:20'   AS "ISO8601 Extended Format";

select interval 'P1Y0M3DT4H5M6S';

select interval 'P1.1Y0M3DT4H5M6S';

select interval 'P.1Y0M3DT4H5M6S';

select interval 'P.Y0M3DT4H5M6S';

select interval '1 year 2 mons 3 days 04:05:06.699999';

select interval '2562047788.01521550194 hours';

select interval '153722867280.912930117 minutes';

select interval '9223372036854.775807 seconds';

select interval '9223372036854775.807 milliseconds';

select interval '9223372036854775807 microseconds';

select interval 'PT2562047788H54.775807S';

select interval 'PT2562047788:00:54.775807';

select interval 'PT-2562047788.0152155022222';

select interval '-2147483649 years';

select interval '-2147483649 months';

select interval '-2147483649 days';

select interval '-2562047789 hours';

select interval '-153722867281 minutes';

select interval '-9223372036855 seconds';

select interval '-9223372036854777 millisecond';

select interval '-9223372036854775809 microsecond';

select interval 'P-2147483649';

select interval 'PT2562047789';

select interval '2147483647 weeks';

select interval '2147483647 decades';

select interval '2147483647 centuries';

select interval '2147483647 millennium';

select interval '1 week 2147483647 days';

select interval '2147483647 days 1 week';

select interval 'P1W2147483647D';

select interval 'P2147483647D1W';

select interval '1 decade 2147483647 years';

select interval '1 millennium 2147483647 years';

select interval '-1 century -2147483648 years';

select interval '2147483647 years 1 decade';

select interval '2147483647 years 1 millennium';

select interval '-2147483648 years -1 century';

select interval '0.1 millennium 2147483647 months';

select interval '0.1 decades 2147483647 months';

select interval '-0.1 millennium -2147483648 months';

select interval '-0.1 decades -2147483648 months';

select interval '2147483647 months 0.1 millennium';

select interval '2147483647 months 0.1 decades';

select interval '-2147483648 months -0.1 millennium';

select interval '-2147483648 months -0.1 decades';

select interval '0.1 months 2147483647 days';

select interval '2147483647 days 0.1 months';

select interval '0.5 weeks 2147483647 days';

select interval '2147483647 days 0.5 weeks';

select interval '0.01 months 9223372036854775807 microseconds';

select interval '9223372036854775807 microseconds 0.01 months';

select interval '0.1 weeks 9223372036854775807 microseconds';

select interval '9223372036854775807 microseconds 0.1 weeks';

select interval '0.1 days 9223372036854775807 microseconds';

select interval '9223372036854775807 microseconds 0.1 days';

select interval 'P0.1Y2147483647M';

select interval 'P2147483647M0.1Y';

select interval 'P0.1M2147483647D';

select interval 'P2147483647D0.1M';

select interval 'P0.5W2147483647D';

select interval 'P2147483647D0.5W';

select interval 'P0.01MT2562047788H54.775807S';

select interval 'P0.1DT2562047788H54.775807S';

select interval 'PT2562047788.1H54.775807S';

select interval 'PT2562047788H0.1M54.775807S';

select interval 'P0.1-2147483647-00';

select interval 'P00-0.01-00T2562047788:00:54.775807';

select interval 'PT2562047788.1:00:54.775807';

select interval '0.1 2562047788:0:54.775807';

select interval '2562047788.1:0:54.775807';

select interval '2562047788:0.1:54.775807';

select interval '-2147483648 months ago';

select interval '-9223372036854775808 microseconds ago';

select make_interval(years := 178956971);

select make_interval(years := 1, months := 2147483647);

select make_interval(weeks := 306783379);

select make_interval(weeks := 1, days := 2147483647);

select make_interval(secs := 1e308);

select make_interval(secs := -1e18);

select make_interval(mins := -1, secs := -9223372036800.0);

select '30 days'::interval = '1 month'::interval as t;

select make_interval(years := 2);

select make_interval(years := 1, months := -1, weeks := 5, days := -7, hours := 25, mins := -180);

SELECT DISTINCT two FROM onek ORDER BY 1;

SELECT DISTINCT ten FROM onek ORDER BY 1;

SELECT DISTINCT string4 FROM onek ORDER BY 1;

SELECT DISTINCT two, string4, ten
   FROM onek
   ORDER BY two using <, string4 using <, ten using <;

SELECT DISTINCT p.age FROM person* p ORDER BY age using >;

SELECT count(*) FROM
  (SELECT DISTINCT two, four, two FROM tenk1) ss;

(SELECT * FROM distinct_hash_1 EXCEPT SELECT * FROM distinct_group_1)
  UNION ALL
(SELECT * FROM distinct_group_1 EXCEPT SELECT * FROM distinct_hash_1);

SELECT DISTINCT four FROM tenk1;

SELECT DISTINCT four FROM tenk1 WHERE four = 0;

SELECT DISTINCT four FROM tenk1 WHERE four = 0 AND two <> 0;

SELECT DISTINCT four,1,2,3 FROM tenk1 WHERE four = 0;

SELECT f1, f1 IS DISTINCT FROM 2 as "not 2" FROM disttable;

SELECT f1, f1 IS DISTINCT FROM NULL as "not null" FROM disttable;

SELECT f1, f1 IS DISTINCT FROM f1 as "false" FROM disttable;

SELECT f1, f1 IS DISTINCT FROM f1+1 as "not null" FROM disttable;

SELECT 1 IS DISTINCT FROM 2 as "yes";

SELECT 2 IS DISTINCT FROM 2 as "no";

SELECT 2 IS DISTINCT FROM null as "yes";

SELECT null IS DISTINCT FROM null as "no";

SELECT 1 IS NOT DISTINCT FROM 2 as "no";

SELECT 2 IS NOT DISTINCT FROM 2 as "yes";

SELECT 2 IS NOT DISTINCT FROM null as "no";

SELECT null IS NOT DISTINCT FROM null as "yes";

SELECT DISTINCT y, x FROM distinct_tbl;

SELECT DISTINCT y, x FROM (SELECT * FROM distinct_tbl ORDER BY x) s;

SELECT DISTINCT y, x FROM distinct_tbl limit 10;

SELECT DISTINCT y, x FROM distinct_tbl ORDER BY y;

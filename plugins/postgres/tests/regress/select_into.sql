SELECT *
   INTO TABLE sitmp1
   FROM onek
   WHERE onek.unique1 < 2;

SELECT *
   INTO TABLE sitmp1
   FROM onek2
   WHERE onek2.unique1 < 2;

SELECT * FROM ctas_nodata;

SELECT * FROM ctas_nodata_2;

SELECT * FROM ctas_nodata_3;

SELECT * FROM ctas_nodata_4;

SELECT make_table();

SELECT * FROM created_table;

SELECT * FROM (SELECT 1 INTO f) bar;

SELECT '1'::tsvector;

SELECT ' 1'::tsvector;

SELECT '1 2'::tsvector;

SELECT E'''1 \\''2'''::tsvector;

SELECT E'''1 \\''2'' 3'::tsvector;

SELECT $$'\\as' ab\c ab\\c AB\\\c ab\\\\c$$::tsvector;

SELECT '''w'':4A,3B,2C,1D,5 a:8';

SELECT $$'' '1' '2'$$::tsvector;

SELECT pg_input_is_valid($$''$$, 'tsvector');

SELECT '1'::tsquery;

SELECT ' 1'::tsquery;

SELECT '''1 2'''::tsquery;

SELECT '!1'::tsquery;

SELECT '1|!2'::tsquery;

SELECT '!1|!2'::tsquery;

SELECT '!(!1|2)'::tsquery;

SELECT '!(1|2)'::tsquery;

SELECT '!1&2'::tsquery;

SELECT '!1&!2'::tsquery;

SELECT '1&(2)'::tsquery;

SELECT '!(1&2)'::tsquery;

SELECT '1|(2&3)'::tsquery;

SELECT '1|2&!3'::tsquery;

SELECT '!1|2&3'::tsquery;

SELECT '!(1|2)&3'::tsquery;

SELECT '1|(2|(4|(5|6)))'::tsquery;

SELECT '1&(2&(4&(5&6)))'::tsquery;

SELECT '1&(2&(4&(5|6)))'::tsquery;

SELECT E'1&(''2''&('' 4''&(\\|5 | ''6 \\'' !|&'')))'::tsquery;

SELECT 'a:* & nbb:*ac | doo:a* | goo'::tsquery;

SELECT '!!!b'::tsquery;

SELECT 'a & !!b'::tsquery;

SELECT '!!a & !!b'::tsquery;

SELECT pg_input_is_valid('foo!', 'tsquery');

SELECT * FROM pg_input_error_info('a <100000> b', 'tsquery');

SELECT 'a' > 'b & c'::tsquery as "false";

SELECT 'a | ff' < 'b & c'::tsquery as "false";

SELECT numnode( 'new'::tsquery );

SELECT numnode( 'new & york | qwery'::tsquery );

SELECT 'foo & bar'::tsquery || 'asd & fg';

SELECT 'foo & bar'::tsquery && 'asd | fg';

SELECT 'a & g' <-> 'b & d'::tsquery;

SELECT 'a & g' <-> 'b <-> d'::tsquery;

SELECT 'a b:89  ca:23A,64b d:34c'::tsvector @@ 'd:AC & ca' as "true";

SELECT 'a b:89  ca:23A,64b d:34c'::tsvector @@ 'd:AC & ca:A' as "true";

SELECT 'a b:89  ca:23A,64b d:34c'::tsvector @@ 'd:AC & ca:CB' as "true";

SELECT 'a b:89  ca:23A,64b d:34c'::tsvector @@ 'd:AC & c:*CB' as "true";

SELECT 'a b:89  ca:23A,64c cb:80b d:34c'::tsvector @@ 'd:AC & c:*C' as "true";

SELECT 'wa:1D wb:2A'::tsvector @@ 'w:*D & w:*A'::tsquery as "true";

SELECT 'wa:1A wb:2D'::tsvector @@ 'w:*D <-> w:*A'::tsquery as "false";

SELECT 'wa:1A'::tsvector @@ 'w:*D'::tsquery as "false";

SELECT 'wa:1A'::tsvector @@ '!w:*D'::tsquery as "true";

SELECT strip('wa:1A'::tsvector) @@ 'w:*D'::tsquery as "true";

SELECT strip('wa:1A'::tsvector) @@ '!w:*D'::tsquery as "false";

SELECT 'supeanova supernova'::tsvector @@ 'super'::tsquery AS "false";

SELECT 'supernova'::tsvector @@ 'super:*'::tsquery AS "true";

SELECT 'supeznova supernova'::tsvector @@ 'super:*'::tsquery AS "true";

SELECT to_tsvector('simple', '1 2 3 1') @@ '1 <2> 2' AS "false";

SELECT to_tsvector('simple', '1 2 3 1') @@ '1 <2> 3' AS "true";

SELECT to_tsvector('simple', '1 2 11 3') @@ '1 <-> 3' AS "false";

SELECT to_tsvector('simple', '1 2 3 4') @@ '1 <-> 2 <-> 3' AS "true";

SELECT to_tsvector('simple', '1 2 3 4') @@ '1 <-> (2 <-> 3)' AS "true";

SELECT to_tsvector('simple', '1 2 1 2 3 4') @@ '(1 <-> 2) <-> 3' AS "true";

SELECT strip(to_tsvector('simple', '1 2 3 4')) @@ '1 <-> 2 <-> 3' AS "false";

select to_tsvector('simple', 'q x') @@ 'q <-> (x | y <-> z)' AS "true";

select to_tsvector('simple', 'q y z') @@ 'q <-> (x | y <-> z)' AS "true";

select to_tsvector('simple', 'q x y') @@ 'q <-> (x | y <-> z)' AS "true";

select to_tsvector('simple', 'x q') @@ '(x | y <-> z) <-> q' AS "true";

select to_tsvector('simple', 'x y z') @@ '(x | y <-> z) <-> q' AS "false";

select to_tsvector('simple', 'y z q') @@ '(x | y <-> z) <-> q' AS "true";

select to_tsvector('simple', 'y y q') @@ '(!x | y <-> z) <-> q' AS "true";

select to_tsvector('simple', 'y y q') @@ '(x | y <-> !z) <-> q' AS "true";

select to_tsvector('simple', 'x q') @@ '(!x | y <-> z) <-> q' AS "false";

select to_tsvector('simple', 'x y q') @@ '(!x | y) <-> y <-> q' AS "false";

select to_tsvector('simple', 'x y q') @@ '(x | !y) <-> y <-> q' AS "true";

select to_tsvector('simple', 'x y q y') @@ '!x <-> y' AS "true";

select to_tsvector('simple', 'x y q y') @@ '!x <-> !!y' AS "true";

select to_tsvector('simple', 'x y q y') @@ '!(x <2> y)' AS "true";

select strip(to_tsvector('simple', 'x y q y')) @@ '!x <-> !y' AS "false";

select strip(to_tsvector('simple', 'x y q y')) @@ '!(x <-> y)' AS "true";

select to_tsvector('simple', 'x y q y') @@ '!foo' AS "true";

SELECT ts_rank(' a:1 s:2C d g'::tsvector, 'a | s');

SELECT ts_rank(' a:1 sa:2C d g'::tsvector, 'a | s:*');

SELECT ts_rank(' a:1 s:2B d g'::tsvector, 'a | s');

SELECT ts_rank(' a:1 s:2C d g'::tsvector, 'a & s');

SELECT ts_rank(' a:1 s:2 d g'::tsvector, 'a & s');

SELECT ts_rank_cd(' a:1 sa:2C d g'::tsvector, 'a | s');

SELECT ts_rank_cd(' a:1 sa:2C d g'::tsvector, 'a | sa:*');

SELECT ts_rank_cd(' a:1 s:2B d g'::tsvector, 'a | s');

SELECT ts_rank_cd(' a:1 s:2C d g'::tsvector, 'a & s');

SELECT ts_rank_cd(' a:1 s:2 d g'::tsvector, 'a & s');

SELECT ts_rank_cd(' a:1 s:2C d g'::tsvector, 'a <-> s');

SELECT ts_rank_cd(' a:1 s:2 d:2A g'::tsvector, 'a <-> s');

SELECT ts_rank_cd(' a:1 b:2 s:3A d:2A g'::tsvector, 'a <2> s:A');

SELECT ts_rank_cd(' a:1 sa:2A sb:2D g'::tsvector, 'a <-> s:*');

SELECT ts_rank_cd(' a:1 sa:2A sb:2D g'::tsvector, 'a <-> s:* <-> sa:B');

SELECT 'a:1 b:2'::tsvector @@ 'a <0> b'::tsquery AS "false";

SELECT 'a:1 b:2'::tsvector @@ 'a <2> b'::tsquery AS "false";

SELECT 'a:1 b:3'::tsvector @@ 'a <0> b'::tsquery AS "false";

SELECT 'a:1 b:3'::tsvector @@ 'a <2> b'::tsquery AS "true";

SELECT 'a:1 b:3'::tsvector @@ 'a <0> a:*'::tsquery AS "true";

SELECT strip('base:7 hidden:6 rebel:1 spaceship:2,33A,34B,35C,36D strike:3'::tsvector);

SELECT ts_delete(to_tsvector('english', 'Rebel spaceships, striking from a hidden base'), 'spaceship');

SELECT ts_delete('base:7 hidden:6 rebel:1 spaceship:2,33A,34B,35C,36D strike:3'::tsvector, 'bas');

SELECT ts_delete('base:7 hidden:6 rebel:1 spaceship:2,33A,34B,35C,36D strike:3'::tsvector, 'spaceship');

SELECT ts_delete('base:7 hidden:6 rebel:1 spaceship:2,33A,34B,35C,36D strike:3'::tsvector, ARRAY['spaceship','rebel']);

SELECT ts_delete('base:7 hidden:6 rebel:1 spaceship:2,33A,34B,35C,36D strike:3'::tsvector, ARRAY['spaceshi','rebel']);

SELECT ts_delete('base hidden rebel spaceship strike'::tsvector, ARRAY['spaceship','leya','rebel']);

SELECT ts_delete('base hidden rebel spaceship strike'::tsvector, ARRAY['spaceship','leya','rebel', '', NULL]);

SELECT unnest('base hidden rebel spaceship strike'::tsvector);

SELECT * FROM unnest('base hidden rebel spaceship strike'::tsvector);

SELECT tsvector_to_array('base:7 hidden:6 rebel:1 spaceship:2,33A,34B,35C,36D strike:3'::tsvector);

SELECT array_to_tsvector(ARRAY['base','hidden','rebel','spaceship','strike']);

SELECT array_to_tsvector(ARRAY['base','hidden','rebel','spaceship', '']);

SELECT setweight('w:12B w:13* w:12,5,6 a:1,3* a:3 w asd:1dc asd zxc:81,567,222A'::tsvector, 'c');

SELECT setweight('a:1,3A asd:1C w:5,6,12B,13A zxc:81,222A,567'::tsvector, 'c', '{a}');

SELECT setweight('a asd w:5,6,12B,13A zxc'::tsvector, 'c', ARRAY['a', 'zxc', '', NULL]);

SELECT ts_filter('base hidden rebel spaceship strike'::tsvector, '{a}');

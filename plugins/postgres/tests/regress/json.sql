SELECT '""'::json;

SELECT '"abc"'::json;

SELECT '"abc
def"'::json;

SELECT '"\v"'::json;

SELECT ('"'||repeat('.', 12)||'abc\n"')::json;

SELECT '1'::json;

SELECT '01'::json;

SELECT '9223372036854775808'::json;

SELECT '1.3e100'::json;

SELECT '0.x1'::json;

SELECT '[]'::json;

SELECT '[1,2]'::json;

SELECT '[1,2'::json;

SELECT '{}'::json;

SELECT '{"abc":1}'::json;

SELECT '{"abc",1}'::json;

SELECT '{"abc"::1}'::json;

SELECT '{"abc":1:2}'::json;

SELECT repeat('[', 10000)::json;

SELECT 'true'::json;

SELECT 'null'::json;

SELECT 'true false'::json;

SELECT 'truf'::json;

SELECT ''::json;

SELECT '{
		"one": 1,
		"two":"two",
		"three":
		true}'::json;

SELECT '{
		"one": 1,
		"two":"two",
		"averyveryveryveryveryveryveryveryveryverylongfieldname":}'::json;

select pg_input_is_valid('{"a":true', 'json');

SELECT array_to_json(array(select 1 as a));

SELECT array_to_json(array_agg(q),true) from (select x as b, x * 2 as c from generate_series(1,3) x) q;

SELECT array_to_json(array_agg(x),false) from generate_series(5,10) x;

SELECT row_to_json(row(1,'foo'));

SELECT row_to_json(q,true)
FROM (SELECT $$a$$ || x AS b,
         y AS c,
         ARRAY[ROW(x.*,ARRAY[1,2,3]),
               ROW(y.*,ARRAY[4,5,6])] AS z
      FROM generate_series(1,2) x,
           generate_series(4,5) y) q;

SELECT row_to_json(row((select array_agg(x) as d from generate_series(5,10) x)),false);

select to_json(timestamp '2014-05-28 12:22:35.614298');

select to_json(date '2014-05-28');

select to_json(date '-Infinity');

select to_json(timestamp '-Infinity');

select to_json(timestamptz '-Infinity');

SELECT json_agg(q ORDER BY x, y)
  FROM rows q;

SELECT row_to_json(q)
FROM (SELECT 'NaN'::float8 AS "float8field") q;

SELECT row_to_json(q)
FROM (SELECT '-Infinity'::float8 AS "float8field") q;

SELECT test_json -> 'x'
FROM test_json
WHERE json_type = 'scalar';

SELECT test_json -> 'x'
FROM test_json
WHERE json_type = 'object';

SELECT test_json->>'field2'
FROM test_json
WHERE json_type = 'object';

SELECT test_json -> 2
FROM test_json
WHERE json_type = 'array';

SELECT test_json -> 2
FROM test_json
WHERE json_type = 'object';

SELECT test_json ->> 6 FROM test_json WHERE json_type = 'array';

SELECT test_json ->> 'field4' FROM test_json WHERE json_type = 'object';

SELECT test_json ->> 'field6' FROM test_json WHERE json_type = 'object';

SELECT json_object_keys(test_json)
FROM test_json
WHERE json_type = 'array';

select count(*) from
    (select json_object_keys(json_object(array_agg(g)))
     from (select unnest(array['f'||n,n::text])as g
           from generate_series(1,300) as n) x ) y;

select (test_json->>'field3') is null as expect_true
from test_json
where json_type = 'object';

select (test_json->>3) is null as expect_true
from test_json
where json_type = 'array';

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::json -> null::int;

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::json -> -1;

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::json -> '';

select '[{"b": "c"}, {"b": "cc"}]'::json -> 3;

select '{"a": "c", "b": null}'::json -> 'b';

select '"foo"'::json -> 'z';

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::json ->> null::int;

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::json ->> 'z';

select '[{"b": "c"}, {"b": "cc"}]'::json ->> 1;

select '[{"b": "c"}, {"b": "cc"}]'::json ->> 'z';

select '"foo"'::json ->> 1;

SELECT json_array_length('[1,2,3,{"f1":1,"f2":[5,6]},4]');

SELECT json_array_length('{"f1":1,"f2":[5,6]}');

select json_each('{"f1":[1,2,3],"f2":{"f3":1},"f4":null}');

select json_each_text('{"f1":[1,2,3],"f2":{"f3":1},"f4":null,"f5":"null"}');

select json_extract_path('{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}','f4','f6');

select json_extract_path('{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}','f2',0::text);

select json_extract_path_text('{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}','f4','f6');

select json_extract_path_text('{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}','f2',0::text);

select json_extract_path('{"f2":{"f3":1},"f4":{"f5":null,"f6":"stringy"}}','f4','f5') is null as expect_false;

select json_extract_path('{"f2":{"f3":1},"f4":[0,1,2,null]}','f4','3') is null as expect_false;

select '{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}'::json#>array['f4','f6'];

select '{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}'::json#>array['f2','0'];

select '{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}'::json#>>array['f4','f6'];

select '{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}'::json#>>array['f2','0'];

select '{"a": {"b":{"c": "foo"}}}'::json #> '{}';

select '"foo"'::json #> '{}';

select 'null'::json #> '{}';

select '{"a": {"b":{"c": "foo"}}}'::json #> array['a', null];

select '{"a": {"b":{"c": "foo"}}}'::json #> array['a','b'];

select '{"a": {"b":{"c": "foo"}}}'::json #> array['a','b','c','d'];

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::json #> array['a','1','b'];

select '[{"b": "c"}, {"b": "cc"}]'::json #> array['1','b'];

select '[{"b": "c"}, {"b": null}]'::json #> array['1','b'];

select '42'::json #> array['f2'];

select '{"a": {"b":{"c": "foo"}}}'::json #>> '{}';

select '"foo"'::json #>> '{}';

select 'null'::json #>> '{}';

select '{"a": {"b":{"c": "foo"}}}'::json #>> array['a', null];

select '{"a": {"b":{"c": "foo"}}}'::json #>> array['a','b'];

select '{"a": {"b":{"c": "foo"}}}'::json #>> array['a','b','c','d'];

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::json #>> array['a','1','b'];

select '[{"b": "c"}, {"b": "cc"}]'::json #>> array['1','b'];

select '[{"b": "c"}, {"b": null}]'::json #>> array['1','b'];

select '42'::json #>> array['f2'];

select json_array_elements('[1,true,[1,[2,3]],null,{"f1":1,"f2":[7,8,9]},false,"stringy"]');

select json_array_elements_text('[1,true,[1,[2,3]],null,{"f1":1,"f2":[7,8,9]},false,"stringy"]');

select * from json_populate_record(null::jpop,'{"a":"blurfl","x":43.2}') q;

select * from json_populate_record(null::jpop,'{"a":[100,200,false],"x":43.2}') q;

select * from json_populate_record(row('x',3,'2012-12-31 15:30:56')::jpop,'{"c":[100,200,false],"x":43.2}') q;

SELECT i FROM json_populate_record(NULL::jsrec_i_not_null, '{"x": 43.2}') q;

SELECT i FROM json_populate_record(NULL::jsrec_i_not_null, '{"i": 12345}') q;

SELECT ia FROM json_populate_record(NULL::jsrec, '{"ia": 123}') q;

SELECT ia FROM json_populate_record(NULL::jsrec, '{"ia": [[1, 2], [3, 4]]}') q;

SELECT ia FROM json_populate_record(NULL::jsrec, '{"ia": [[1], [2, 3]]}') q;

SELECT ia1 FROM json_populate_record(NULL::jsrec, '{"ia1": null}') q;

SELECT ia1 FROM json_populate_record(NULL::jsrec, '{"ia1": [1, "2", null, 4]}') q;

SELECT ia1d FROM json_populate_record(NULL::jsrec, '{"ia1d": null}') q;

SELECT ia1d FROM json_populate_record(NULL::jsrec, '{"ia1d": [1, "2", null, 4]}') q;

SELECT ia2 FROM json_populate_record(NULL::jsrec, '{"ia2": [1, "2", null, 4]}') q;

SELECT ia2 FROM json_populate_record(NULL::jsrec, '{"ia2": [[], []]}') q;

SELECT ia2 FROM json_populate_record(NULL::jsrec, '{"ia2": [[1, 2], 3, 4]}') q;

SELECT ia2d FROM json_populate_record(NULL::jsrec, '{"ia2d": [[1, "2", 3], [null, 5, 6]]}') q;

SELECT ia3 FROM json_populate_record(NULL::jsrec, '{"ia3": [[1, 2], [null, 4]]}') q;

SELECT ia3 FROM json_populate_record(NULL::jsrec, '{"ia3": [ [[1, 2]], [[3, 4]] ]}') q;

SELECT ia3 FROM json_populate_record(NULL::jsrec, '{"ia3": [ [[1, 2], [3, 4]], [[5, 6], [7, 8], [9, 10]] ]}') q;

SELECT ta FROM json_populate_record(NULL::jsrec, '{"ta": 123}') q;

SELECT ta FROM json_populate_record(NULL::jsrec, '{"ta": [[1, 2, 3], {"k": "v"}]}') q;

SELECT c FROM json_populate_record(NULL::jsrec, '{"c": "aaa"}') q;

SELECT c FROM json_populate_record(NULL::jsrec, '{"c": "aaaaaaaaaaaaa"}') q;

SELECT ca FROM json_populate_record(NULL::jsrec, '{"ca": 123}') q;

SELECT ca FROM json_populate_record(NULL::jsrec, '{"ca": ["aaaaaaaaaaaaaaaa"]}') q;

SELECT js FROM json_populate_record(NULL::jsrec, '{"js": null}') q;

SELECT js FROM json_populate_record(NULL::jsrec, '{"js": 123.45}') q;

SELECT js FROM json_populate_record(NULL::jsrec, '{"js": "abc"}') q;

SELECT js FROM json_populate_record(NULL::jsrec, '{"js": {"a": "bbb", "b": null, "c": 123.45}}') q;

SELECT jsb FROM json_populate_record(NULL::jsrec, '{"jsb": true}') q;

SELECT jsb FROM json_populate_record(NULL::jsrec, '{"jsb": "123.45"}') q;

SELECT jsb FROM json_populate_record(NULL::jsrec, '{"jsb": [123, "123", null, {"key": "value"}]}') q;

SELECT jsa FROM json_populate_record(NULL::jsrec, '{"jsa": null}') q;

SELECT jsa FROM json_populate_record(NULL::jsrec, '{"jsa": [1, "2", null, 4]}') q;

SELECT rec FROM json_populate_record(NULL::jsrec, '{"rec": 123}') q;

SELECT rec FROM json_populate_record(NULL::jsrec, '{"rec": {"a": "abc", "c": "01.02.2003", "x": 43.2}}') q;

SELECT reca FROM json_populate_record(NULL::jsrec, '{"reca": 123}') q;

SELECT reca FROM json_populate_record(NULL::jsrec, '{"reca": [{"a": "abc", "b": 456}, null, {"c": "01.02.2003", "x": 43.2}]}') q;

SELECT reca FROM json_populate_record(NULL::jsrec, '{"reca": "{\"(abc,42,01.02.2003)\"}"}') q;

SELECT json_populate_record(null::record, '{"x": 0, "y": 1}');

SELECT * FROM
  json_populate_record(null::record, '{"x": 776}') AS (x int, y int);

SELECT json_populate_record(row(1,2)::j_ordered_pair, '{"x": 0}');

select * from json_populate_recordset(null::jpop,'[{"a":"blurfl","x":43.2},{"b":3,"c":"2012-01-20 10:42:53"}]') q;

select * from json_populate_recordset(row('def',99,null)::jpop,'[{"a":[100,200,300],"x":43.2},{"a":{"z":true},"b":3,"c":"2012-01-20 10:42:53"}]') q;

select * from json_populate_recordset(null::jpop2, '[{"a":2,"c":3,"b":{"z":4},"d":6}]') q;

SELECT json_populate_recordset(row(1,2), '[{"f1": 0, "f2": 1}]');

SELECT * FROM
  json_populate_recordset(null::record, '[{"x": 776}]') AS (x int, y int);

SELECT json_populate_recordset(row(1,2), '[]');

SELECT * FROM
  json_populate_recordset(null::record, '[]') AS (x int, y int);

SELECT json_populate_recordset(row(1,2)::j_ordered_pair, '[{"x": 0}, {"y": 3}]');

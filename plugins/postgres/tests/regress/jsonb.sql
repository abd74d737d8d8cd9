SELECT '""'::jsonb;

SELECT '"abc"'::jsonb;

SELECT '"abc
def"'::jsonb;

SELECT '"\v"'::jsonb;

SELECT '0'::jsonb;

SELECT '0.1'::jsonb;

SELECT '1e100'::jsonb;

SELECT '1f2'::jsonb;

SELECT '1.3ex100'::jsonb;

SELECT '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]'::jsonb;

SELECT '[1,2,]'::jsonb;

SELECT '[1,[2]'::jsonb;

SELECT '{"abc"}'::jsonb;

SELECT '{1:"abc"}'::jsonb;

SELECT '{"abc"=1}'::jsonb;

SELECT '{"abc":1,"def":2,"ghi":[3,4],"hij":{"klm":5,"nop":[6]}}'::jsonb;

SELECT '{"abc":1,3}'::jsonb;

SELECT repeat('{"a":', 10000)::jsonb;

SELECT 'false'::jsonb;

SELECT ' true '::jsonb;

SELECT 'true, false'::jsonb;

SELECT 'trues'::jsonb;

SELECT '    '::jsonb;

SELECT '{
		"one": 1,
		"two":,"two",  -- ERROR extraneous comma before field "two"
		"three":
		true}'::jsonb;

select pg_input_is_valid('{"a":true}', 'jsonb');

select * from pg_input_error_info('{"a":true', 'jsonb');

SELECT array_to_json(ARRAY [jsonb '{"a":1}', jsonb '{"b":[2,3]}']);

select to_jsonb(timestamp '2014-05-28 12:22:35.614298');

select to_jsonb(date '2014-05-28');

select to_jsonb(date '-Infinity');

select to_jsonb(timestamp '-Infinity');

select to_jsonb(timestamptz '-Infinity');

SELECT jsonb_agg(q ORDER BY x, y)
  FROM rows q;

SELECT test_json -> 'x' FROM test_jsonb WHERE json_type = 'scalar';

SELECT test_json -> 'x' FROM test_jsonb WHERE json_type = 'object';

SELECT test_json ->> 'field2' FROM test_jsonb WHERE json_type = 'scalar';

SELECT test_json ->> 'field2' FROM test_jsonb WHERE json_type = 'object';

SELECT test_json -> 2 FROM test_jsonb WHERE json_type = 'array';

SELECT test_json -> 2 FROM test_jsonb WHERE json_type = 'object';

SELECT test_json ->> 7 FROM test_jsonb WHERE json_type = 'array';

SELECT test_json ->> 'field5' FROM test_jsonb WHERE json_type = 'object';

SELECT test_json ->> 2 FROM test_jsonb WHERE json_type = 'scalar';

SELECT test_json ->> 2 FROM test_jsonb WHERE json_type = 'object';

SELECT jsonb_object_keys(test_json) FROM test_jsonb WHERE json_type = 'array';

SELECT (test_json->'field3') IS NULL AS expect_false FROM test_jsonb WHERE json_type = 'object';

SELECT (test_json->3) IS NULL AS expect_false FROM test_jsonb WHERE json_type = 'array';

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::jsonb -> null::text;

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::jsonb -> 1;

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::jsonb -> '';

select '[{"b": "c"}, {"b": "cc"}]'::jsonb -> 3;

select '{"a": "c", "b": null}'::jsonb -> 'b';

select '"foo"'::jsonb -> 'z';

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::jsonb ->> null::text;

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::jsonb ->> 1;

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::jsonb ->> '';

select '[{"b": "c"}, {"b": "cc"}]'::jsonb ->> 3;

select '{"a": "c", "b": null}'::jsonb ->> 'b';

select '"foo"'::jsonb ->> 'z';

SELECT '{"x":"y"}'::jsonb = '{"x":"y"}'::jsonb;

SELECT '{"x":"y"}'::jsonb <> '{"x":"y"}'::jsonb;

SELECT jsonb_contains('{"a":"b", "b":1, "c":null}', '{"a":"b"}');

SELECT jsonb_contains('{"a":"b", "b":1, "c":null}', '{"a":"b", "g":null}');

SELECT jsonb_contains('{"a":"b", "b":1, "c":null}', '{"a":"c"}');

SELECT '{"a":"b", "b":1, "c":null}'::jsonb @> '{"a":"b"}';

SELECT '{"a":"b", "b":1, "c":null}'::jsonb @> '{"a":"b", "g":null}';

SELECT '{"a":"b", "b":1, "c":null}'::jsonb @> '{"a":"c"}';

SELECT '[1,2]'::jsonb @> '[1,2,2]'::jsonb;

SELECT '[[1,2]]'::jsonb @> '[[1,2,2]]'::jsonb;

SELECT '[1,2,2]'::jsonb <@ '[1,1,2]'::jsonb;

SELECT jsonb_contained('{"a":"b"}', '{"a":"b", "b":1, "c":null}');

SELECT jsonb_contained('{"a":"b", "g":null}', '{"a":"b", "b":1, "c":null}');

SELECT jsonb_contained('{"a":"c"}', '{"a":"b", "b":1, "c":null}');

SELECT '{"a":"b"}'::jsonb <@ '{"a":"b", "b":1, "c":null}';

SELECT '{"a":"b", "g":null}'::jsonb <@ '{"a":"b", "b":1, "c":null}';

SELECT '{"a":"c"}'::jsonb <@ '{"a":"b", "b":1, "c":null}';

SELECT '[5]'::jsonb @> '[5]';

SELECT '[5]'::jsonb @> '5';

SELECT '["9", ["7", "3"], 1]'::jsonb @> '["9", ["7", "3"], 1]'::jsonb;

SELECT '{ "name": "Bob", "tags": [ "enim", "qui"]}'::jsonb @> '{"tags":["qu"]}';

SELECT jsonb_array_length('[]');

SELECT jsonb_array_length('4');

SELECT jsonb_each('{"a":{"b":"c","c":"b","1":"first"},"b":[1,2],"c":"cc","1":"first","n":null}'::jsonb) AS q;

SELECT * FROM jsonb_each('{"a":{"b":"c","c":"b","1":"first"},"b":[1,2],"c":"cc","1":"first","n":null}'::jsonb) AS q;

SELECT jsonb_each_text('{"a":{"b":"c","c":"b","1":"first"},"b":[1,2],"c":"cc","1":"first","n":null}'::jsonb) AS q;

SELECT * FROM jsonb_each_text('{"a":{"b":"c","c":"b","1":"first"},"b":[1,2],"c":"cc","1":"first","n":null}'::jsonb) AS q;

SELECT jsonb_exists('{"a":null, "b":"qq"}', 'b');

SELECT jsonb_exists('{"a":"null", "b":"qq"}', 'a');

SELECT jsonb '{"a":null, "b":"qq"}' ? 'b';

SELECT jsonb '{"a":"null", "b":"qq"}' ? 'a';

SELECT count(*) from testjsonb  WHERE j->'array' ? '5'::text;

SELECT jsonb_exists_any('{"a":null, "b":"qq"}', ARRAY['a','b']);

SELECT jsonb_exists_any('{"a":null, "b":"qq"}', ARRAY['c','a']);

SELECT jsonb_exists_any('{"a":null, "b":"qq"}', '{}'::text[]);

SELECT jsonb '{"a":null, "b":"qq"}' ?| ARRAY['b','a'];

SELECT jsonb '{"a":null, "b":"qq"}' ?| ARRAY['c','d'];

SELECT jsonb_exists_all('{"a":null, "b":"qq"}', ARRAY['a','b']);

SELECT jsonb_exists_all('{"a":null, "b":"qq"}', ARRAY['c','a']);

SELECT jsonb_exists_all('{"a":null, "b":"qq"}', '{}'::text[]);

SELECT jsonb '{"a":null, "b":"qq"}' ?& ARRAY['b','a'];

SELECT jsonb '{"a":null, "b":"qq"}' ?& ARRAY['c','d'];

SELECT jsonb '{"a":null, "b":"qq"}' ?& '{}'::text[];

SELECT jsonb_typeof('{"c":3,"p":"o"}') AS object;

SELECT jsonb_typeof('["a", 1]') AS array;

SELECT jsonb_typeof('1') AS number;

SELECT jsonb_typeof('1.0') AS number;

SELECT jsonb_typeof('-1.0') AS number;

SELECT jsonb_typeof('false') AS boolean;

SELECT jsonb_typeof('"true"') AS string;

SELECT jsonb_build_array('a',1,'b',1.2,'c',true,'d',null,'e',json '{"x": 3, "y": [1,2,3]}');

SELECT jsonb_build_array(VARIADIC NULL::text[]);

SELECT jsonb_build_array(VARIADIC '{a,b,c}'::text[]);

SELECT jsonb_build_array(VARIADIC '{1,2,3,4}'::text[]);

SELECT jsonb_build_array(VARIADIC '{{1,4},{2,5},{3,6}}'::int[][]);

SELECT jsonb_build_object(
       'a', jsonb_build_object('b',false,'c',99),
       'd', jsonb_build_object('e',array[9,8,7]::int[],
           'f', (select row_to_json(r) from ( select relkind, oid::regclass as name from pg_class where relname = 'pg_class') r)));

SELECT jsonb_build_object('{a,b,c}'::text[], '{d,e,f}'::text[]);

SELECT jsonb_build_object(NULL, 'a');

SELECT jsonb_build_object(VARIADIC NULL::text[]);

SELECT jsonb_build_object(VARIADIC '{a,b,c}'::text[]);

SELECT jsonb_build_object(VARIADIC ARRAY[NULL, 'a']::text[]);

SELECT jsonb_build_object(VARIADIC '{1,2,3,4}'::int[]);

SELECT jsonb_build_array();

SELECT jsonb_build_object(1,2);

SELECT jsonb_build_object(r,2) FROM (SELECT 1 AS a, 2 AS b) r;

SELECT jsonb_build_object('{1,2,3}'::int[], 3);

SELECT jsonb_object_agg(NULL, '{"a":1}');

SELECT jsonb_object_agg(name, type) FROM foo;

SELECT jsonb_object('{}');

SELECT jsonb_object('{a,1,b,2,3,NULL,"d e f","a b c"}');

SELECT jsonb_object('{a,b,c}');

SELECT jsonb_object('{{a,b,c},{b,c,d}}');

select jsonb_object('{a,b,c,"d e f"}','{1,2,3,"a b c"}');

select jsonb_object('{a,b,c,"d e f",g}','{1,2,3,"a b c"}');

select jsonb_object('{a,b,NULL,"d e f"}','{1,2,3,"a b c"}');

SELECT jsonb_extract_path('{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}','f4','f6');

SELECT jsonb_extract_path('{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}','f2',0::text);

SELECT jsonb_extract_path_text('{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}','f4','f6');

SELECT jsonb_extract_path_text('{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}','f2',0::text);

SELECT jsonb_extract_path('{"f2":{"f3":1},"f4":{"f5":null,"f6":"stringy"}}','f4','f5') IS NULL AS expect_false;

SELECT jsonb_extract_path('{"f2":{"f3":1},"f4":[0,1,2,null]}','f4','3') IS NULL AS expect_false;

SELECT '{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}'::jsonb#>array['f4','f6'];

SELECT '{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}'::jsonb#>array['f2','0'];

SELECT '{"f2":{"f3":1},"f4":{"f5":99,"f6":"stringy"}}'::jsonb#>>array['f4','f6'];

SELECT '{"f2":["f3",1],"f4":{"f5":99,"f6":"stringy"}}'::jsonb#>>array['f2','0'];

select '{"a": {"b":{"c": "foo"}}}'::jsonb #> '{}';

select '"foo"'::jsonb #> '{}';

select 'null'::jsonb #> '{}';

select '{"a": {"b":{"c": "foo"}}}'::jsonb #> array['a', null];

select '{"a": {"b":{"c": "foo"}}}'::jsonb #> array['a','b'];

select '{"a": {"b":{"c": "foo"}}}'::jsonb #> array['a','b','c','d'];

select '{"a": [{"b": "c"}, {"b": "cc"}]}'::jsonb #> array['a','1','b'];

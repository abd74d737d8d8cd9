select ''::jsonpath;

select 'strict $'::jsonpath;

select '$.a'::jsonpath;

select '$.a.*'::jsonpath;

select '$.a[*]'::jsonpath;

select '$[*]'::jsonpath;

select '$[*][0]'::jsonpath;

select '$[*][0].a.b'::jsonpath;

select '$.a.**{2}.b'::jsonpath;

select '$.a.**{2 to 5}.b'::jsonpath;

select '$.a.**{5 to last}.b'::jsonpath;

select '$.a.**{last to 5}.b'::jsonpath;

select '$-1'::jsonpath;

select '$.a/+-1'::jsonpath;

select '"\b\f\r\n\t\v\"\''\\"'::jsonpath;

select '$.foo\x50\u0067\u{53}\u{051}\u{00004C}\t\"bar'::jsonpath;

select '$.g ? ($.a == 1)'::jsonpath;

select '$.g ? (@.a == 1)'::jsonpath;

select '$.g ? (@.a == 1 && @.a == 4)'::jsonpath;

select '$.g ? (@.a == 1 || !(@.a == 4) && @.b == 7)'::jsonpath;

select '$.g ? (@.x >= @[*]?(@.a > "abc"))'::jsonpath;

select '$.g ? (exists (@.x))'::jsonpath;

select '$.g ? ((@.x >= 123 || @.a == 4) && exists (@.x ? (@ == 14)))'::jsonpath;

select '$a'::jsonpath;

select '$a[*]'::jsonpath;

select '$.a[1,2, 3 to 16]'::jsonpath;

select '$.a[$.a.size() - 3]'::jsonpath;

select '"last"'::jsonpath;

select '$ ? (last > 0)'::jsonpath;

select '$[$[0] ? (last > 0)]'::jsonpath;

select '1.type()'::jsonpath;

select '1.2.type()'::jsonpath;

select 'true.type()'::jsonpath;

select '$.keyvalue().key'::jsonpath;

select '$.datetime("datetime template")'::jsonpath;

select '$.boolean()'::jsonpath;

select '$.decimal(4,2)'::jsonpath;

select '$.time()'::jsonpath;

select '$.time_tz()'::jsonpath;

select '$.timestamp()'::jsonpath;

select '$.timestamp_tz()'::jsonpath;

select '$ ? (@ starts with "abc")'::jsonpath;

select '$ ? (@ like_regex "(invalid pattern")'::jsonpath;

select '$ ? (@ like_regex "pattern" flag "")'::jsonpath;

select '$ ? (@ like_regex "pattern" flag "is")'::jsonpath;

select '$ ? (@ like_regex "pattern" flag "xsms")'::jsonpath;

select '$ ? (@ like_regex "pattern" flag "iq")'::jsonpath;

select '$ ? (@ like_regex "pattern" flag "a")'::jsonpath;

select '($ < 1) || $.a.b <= $x'::jsonpath;

select '($).a.b'::jsonpath;

select '($.a.b + -$.x.y).c.d'::jsonpath;

select '1 + ($.a.b + 2).c.d'::jsonpath;

select '($)'::jsonpath;

select '((($ + 1)).a + ((2)).b ? ((((@ > 1)) || (exists(@.c)))))'::jsonpath;

select '$ ? (@.a < -1)'::jsonpath;

select '$ ? (@.a < .1)'::jsonpath;

select '$ ? (@.a < +.1)'::jsonpath;

select '$ ? (@.a < -0.1)'::jsonpath;

select '$ ? (@.a < 10.1)'::jsonpath;

select '$ ? (@.a < +10.1)'::jsonpath;

select '$ ? (@.a < -1e1)'::jsonpath;

select '$ ? (@.a < .1e1)'::jsonpath;

select '$ ? (@.a < +.1e1)'::jsonpath;

select '$ ? (@.a < -0.1e1)'::jsonpath;

select '$ ? (@.a < 10.1e1)'::jsonpath;

select '$ ? (@.a < +10.1e1)'::jsonpath;

select '$ ? (@.a < -1e-1)'::jsonpath;

select '$ ? (@.a < .1e-1)'::jsonpath;

select '$ ? (@.a < +.1e-1)'::jsonpath;

select '$ ? (@.a < -0.1e-1)'::jsonpath;

select '$ ? (@.a < 10.1e-1)'::jsonpath;

select '$ ? (@.a < +10.1e-1)'::jsonpath;

select '$ ? (@.a < -1e+1)'::jsonpath;

select '$ ? (@.a < .1e+1)'::jsonpath;

select '$ ? (@.a < +.1e+1)'::jsonpath;

select '$ ? (@.a < -0.1e+1)'::jsonpath;

select '$ ? (@.a < 10.1e+1)'::jsonpath;

select '$ ? (@.a < +10.1e+1)'::jsonpath;

select '00'::jsonpath;

select '0.0'::jsonpath;

select '0.000e1'::jsonpath;

select '0.000e3'::jsonpath;

select '0.0010e-1'::jsonpath;

select '0.0010e+2'::jsonpath;

select '.001e1'::jsonpath;

select '1.e1'::jsonpath;

select '1e'::jsonpath;

select '1.2a'::jsonpath;

select '1.2.e'::jsonpath;

select '1e3'::jsonpath;

select '1.e3.e'::jsonpath;

select '1.2e3'::jsonpath;

select '1.2.e3'::jsonpath;

select '1..e'::jsonpath;

select '(1.).e'::jsonpath;

select '1?(2>3)'::jsonpath;

select '0o273'::jsonpath;

select '0b'::jsonpath;

select '0b0x'::jsonpath;

select '1o'::jsonpath;

select '0x'::jsonpath;

select '0x0y'::jsonpath;

select '1_2_3'::jsonpath;

select '0o2_73'::jsonpath;

select '1_000.000_005'::jsonpath;

select '.000_005'::jsonpath;

select '_100'::jsonpath;

select '100__000'::jsonpath;

select '1_000_.5'::jsonpath;

select '1_000.5_'::jsonpath;

select '0b_10_0101'::jsonpath;

select '0x_42F'::jsonpath;

SELECT COUNT(*) FROM pg_enum WHERE enumtypid = 'rainbow'::regtype;

SELECT 'red'::rainbow;

SELECT 'mauve'::rainbow;

SELECT pg_input_is_valid('red', 'rainbow');

SELECT pg_input_is_valid('mauve', 'rainbow');

SELECT * FROM pg_input_error_info('mauve', 'rainbow');

SELECT * FROM pg_input_error_info(repeat('too_long', 32), 'rainbow');

SELECT enumlabel, enumsortorder
FROM pg_enum
WHERE enumtypid = 'planets'::regtype
ORDER BY 2;

SELECT enumlabel, enumsortorder
FROM pg_enum
WHERE enumtypid = 'planets'::regtype
ORDER BY enumlabel::planets;

SELECT enum_last(NULL::planets);

SELECT enumlabel,
       case when enumsortorder > 20 then null else enumsortorder end as so
FROM pg_enum
WHERE enumtypid = 'insenum'::regtype
ORDER BY enumsortorder;

SELECT * FROM enumtest WHERE col = 'orange';

SELECT * FROM enumtest WHERE col <> 'orange' ORDER BY col;

SELECT * FROM enumtest WHERE col > 'yellow' ORDER BY col;

SELECT * FROM enumtest WHERE col >= 'yellow' ORDER BY col;

SELECT * FROM enumtest WHERE col < 'green' ORDER BY col;

SELECT * FROM enumtest WHERE col <= 'green' ORDER BY col;

SELECT 'red'::rainbow::text || 'hithere';

SELECT 'red'::text::rainbow = 'red'::rainbow;

SELECT min(col) FROM enumtest;

SELECT max(col) FROM enumtest;

SELECT max(col) FROM enumtest WHERE col < 'green';

SELECT 'red'::rgb;

SELECT 'purple'::rgb;

SELECT 'purple'::rainbow::rgb;

SELECT '{red,green,blue}'::rainbow[];

SELECT ('{red,green,blue}'::rainbow[])[2];

SELECT 'red' = ANY ('{red,green,blue}'::rainbow[]);

SELECT 'yellow' = ANY ('{red,green,blue}'::rainbow[]);

SELECT 'red' = ALL ('{red,green,blue}'::rainbow[]);

SELECT 'red' = ALL ('{red,red}'::rainbow[]);

SELECT enum_first(NULL::rainbow);

SELECT enum_last('green'::rainbow);

SELECT enum_range(NULL::rainbow);

SELECT enum_range('orange'::rainbow, 'green'::rainbow);

SELECT enum_range(NULL, 'green'::rainbow);

SELECT enum_range('orange'::rainbow, NULL);

SELECT enum_range(NULL::rainbow, NULL);

SELECT echo_me('red'::rainbow);

SELECT echo_me('red');

SELECT enumlabel, enumsortorder
FROM pg_enum
WHERE enumtypid = 'rainbow'::regtype
ORDER BY 2;

SELECT 'new'::bogus;

SELECT enum_first(null::bogus);

SELECT enum_last(null::bogus);

SELECT enum_range(null::bogus);

SELECT enumlabel, enumsortorder
FROM pg_enum
WHERE enumtypid = 'bogus'::regtype
ORDER BY 2;

SELECT 'bad'::bogon;

SELECT 'bad'::bogus;

select enum_range(null::bogon);

SELECT COUNT(*) FROM pg_type WHERE typname = 'rainbow';

SELECT * FROM pg_enum WHERE NOT EXISTS
  (SELECT 1 FROM pg_type WHERE pg_type.oid = enumtypid);

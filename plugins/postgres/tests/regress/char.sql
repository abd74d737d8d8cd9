SELECT char 'c' = char 'c' AS true;

SELECT * FROM CHAR_TBL;

SELECT c.*
   FROM CHAR_TBL c
   WHERE c.f1 <> 'a';

SELECT c.*
   FROM CHAR_TBL c
   WHERE c.f1 = 'a';

SELECT c.*
   FROM CHAR_TBL c
   WHERE c.f1 < 'a';

SELECT c.*
   FROM CHAR_TBL c
   WHERE c.f1 <= 'a';

SELECT c.*
   FROM CHAR_TBL c
   WHERE c.f1 > 'a';

SELECT c.*
   FROM CHAR_TBL c
   WHERE c.f1 >= 'a';

SELECT pg_input_is_valid('abcd  ', 'char(4)');

SELECT pg_input_is_valid('abcde', 'char(4)');

SELECT * FROM pg_input_error_info('abcde', 'char(4)');

SELECT 'a'::"char";

SELECT '\101'::"char";

SELECT '\377'::"char";

SELECT 'a'::"char"::text;

SELECT '\377'::"char"::text;

SELECT '\000'::"char"::text;

SELECT 'a'::text::"char";

SELECT '\377'::text::"char";

SELECT ''::text::"char";

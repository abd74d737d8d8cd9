SELECT oid, prsname
FROM pg_ts_parser
WHERE prsnamespace = 0 OR prsstart = 0 OR prstoken = 0 OR prsend = 0 OR
      -- prsheadline is optional
      prslextype = 0;

SELECT oid, tmplname
FROM pg_ts_template
WHERE tmplnamespace = 0 OR tmpllexize = 0;

SELECT mapcfg, maptokentype, mapseqno
FROM pg_ts_config_map
WHERE mapcfg = 0 OR mapdict = 0;

SELECT count(*) FROM test_tsvector WHERE a @@ 'wr|qh';

SELECT count(*) FROM test_tsvector WHERE a @@ 'eq&yt';

SELECT count(*) FROM test_tsvector WHERE a @@ '(eq&yt)|(wr&qh)';

SELECT count(*) FROM test_tsvector WHERE a @@ 'w:*|q:*';

SELECT count(*) FROM test_tsvector WHERE a @@ 'no_such_lexeme';

SELECT count(*) FROM test_tsvector WHERE a @@ 'pl <-> yh';

SELECT count(*) FROM test_tsvector WHERE a @@ 'qe <2> qt';

SELECT count(*) FROM test_tsvector WHERE a @@ '!pl <-> !yh';

SELECT count(*) FROM test_tsvector WHERE a @@ '!qe <2> qt';

SELECT count(*) FROM test_tsvector WHERE a @@ '!(yh <-> pl)';

SELECT count(*) FROM test_tsvector WHERE a @@ 'wd:A';

SELECT count(*) FROM test_tsvector WHERE a @@ '!wd:A';

SELECT count(*) FROM test_tsvector WHERE a @@ '!qh';

SELECT * FROM ts_stat('SELECT a FROM test_tsvector') ORDER BY ndoc DESC, nentry DESC, word LIMIT 10;

SELECT ts_lexize('english_stem', 'skies');

SELECT * FROM ts_token_type('default');

SELECT to_tsvector('english', '345 qwe@efd.r '' http://www.com/ http://aew.werc.ewr/?ad=qwe&dw 1aew.werc.ewr/?ad=qwe&dw 2aew.werc.ewr http://3aew.werc.ewr/?ad=qwe&dw http://4aew.werc.ewr http://5aew.werc.ewr:8100/?  ad=qwe&dw 6aew.werc.ewr:8100/?ad=qwe&dw 7aew.werc.ewr:8100/?ad=qwe&dw=%20%32 +4.0e-10 qwe qwe qwqwe 234.435 455 5.005 teodor@stack.net teodor@123-stack.net 123_teodor@stack.net 123-teodor@stack.net qwe-wer asdf <fr>qwer jf sdjk<we hjwer <werrwe> ewr1> ewri2 <a href="qwe<qwe>">
/usr/local/fff /awdf/dwqe/4325 rewt/ewr wefjn /wqe-324/ewr gist.h gist.h.c gist.c. readline 4.2 4.2. 4.2, readline-4.2 readline-4.2. 234
<i <b> wow  < jqw <> qwerty');

SELECT * from ts_debug('english', '<myns:foo-bar_baz.blurfl>abc&nm1;def&#xa9;ghi&#245;jkl</myns:foo-bar_baz.blurfl>');

SELECT * from ts_debug('english', 'http://aew.wer0c.ewr/id?ad=qwe&dw<span>');

SELECT * from ts_debug('english', '5aew.werc.ewr:8100/?xx');

SELECT to_tsquery('english', 'qwe & sKies ');

SELECT to_tsquery('english', '''the wether'':dc & ''           sKies '':BC ');

SELECT to_tsquery('english', '(asd&and)|fghj');

SELECT to_tsquery('english', '(the|and&(i&1))&fghj');

SELECT plainto_tsquery('english', 'foo bar') && plainto_tsquery('english', 'asd');

SELECT plainto_tsquery('english', 'foo bar') || !!plainto_tsquery('english', 'asd fg');

SELECT to_tsquery('english', '!(a & !b) & c');

SELECT to_tsquery('english', '(1 <-> 2) <-> a');

SELECT to_tsquery('english', '(a <-> 1) <-> 2');

SELECT to_tsquery('english', '1 <-> (a <-> 2)');

SELECT to_tsquery('english', '(1 <-> 2) <3> a');

SELECT to_tsquery('english', '(a <-> 1) <3> 2');

SELECT to_tsquery('english', '1 <3> (a <-> 2)');

SELECT to_tsquery('english', '(1 <3> 2) <-> a');

SELECT to_tsquery('english', '(a <3> 1) <-> 2');

SELECT to_tsquery('english', '1 <-> (a <3> 2)');

SELECT to_tsquery('english', '((a <-> 1) <-> 2) <-> s');

SELECT to_tsquery('english', '((1 <-> a) <-> 2) <-> s');

SELECT to_tsquery('english', 's <-> ((a <-> 1) <-> 2)');

SELECT to_tsquery('english', 's <-> ((1 <-> a) <-> 2)');

SELECT to_tsquery('english', '((a <-> 1) <-> s) <-> 2');

SELECT to_tsquery('english', '((1 <-> a) <-> s) <-> 2');

SELECT to_tsquery('english', '2 <-> ((a <-> 1) <-> s)');

SELECT to_tsquery('english', '2 <-> ((1 <-> a) <-> s)');

SELECT to_tsquery('english', 'foo <-> (a <-> (the <-> bar))');

SELECT to_tsquery('english', 'foo <-> a <-> the <-> bar');

SELECT ts_rank_cd(to_tsvector('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
'), to_tsquery('english', 'paint&water'));

SELECT ts_rank_cd(to_tsvector('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
'), to_tsquery('english', 'ocean'));

SELECT ts_rank_cd(strip(to_tsvector('both stripped')),
                  to_tsquery('both & stripped'));

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', to_tsquery('english', 'paint&water'));

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', to_tsquery('english', 'ocean'));

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', to_tsquery('english', 'day | drink'));

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', to_tsquery('english', 'painted <-> Ship & drink'));

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', to_tsquery('english', 'painted <-> Ship | !drink'));

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', phraseto_tsquery('english', 'idle as a painted Ship'));

SELECT ts_headline('english',
'Lorem ipsum urna.  Nullam nullam ullamcorper urna.',
phraseto_tsquery('english','ullamcorper urna'),
'MaxWords=100, MinWords=5');

SELECT ts_headline('simple', '1 2 3 1 3'::text, '1 <-> 3', 'MaxWords=2, MinWords=1');

SELECT ts_headline('simple', '1 2 3 1 3'::text, '1 <-> 3', 'MaxWords=4, MinWords=1');

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', to_tsquery('english', 'Coleridge & stuck'), 'MaxFragments=2');

SELECT ts_headline('english', '
Day after day, day after day,
  We stuck, nor breath nor motion,
As idle as a painted Ship
  Upon a painted Ocean.
Water, water, every where
  And all the boards did shrink;
Water, water, every where,
  Nor any drop to drink.
S. T. Coleridge (1772-1834)
', to_tsquery('english', 'Coleridge & stuck'), 'MaxFragments=2,FragmentDelimiter=***');

SELECT ts_headline('english',
'', to_tsquery('english', ''));

SELECT ts_headline('english', 'foo barbar', to_tsquery('english', 'foo'),
  'StartSel=' || repeat('x', 32768));

SELECT ts_headline('english', 'foo barbar', to_tsquery('english', 'foo'),
  'FragmentDelimiter=' || repeat('x', 32768));

SELECT COUNT(*) FROM test_tsquery WHERE keyword <= 'new <-> york';

SELECT COUNT(*) FROM test_tsquery WHERE keyword >= 'new <-> york';

SELECT ts_rewrite('foo & bar & qq & new & york',  'new & york'::tsquery, 'big & apple | nyc | new & york & city');

SELECT ts_rewrite('moscow', 'SELECT keyword, sample FROM test_tsquery'::text );

SELECT ts_rewrite('bar & qq & foo & (new <-> york)', 'SELECT keyword, sample FROM test_tsquery'::text );

SELECT ts_rewrite( 'moscow & hotel', 'SELECT keyword, sample FROM test_tsquery');

SELECT ts_rewrite('1 & (2 <-> 3)', 'SELECT keyword, sample FROM test_tsquery'::text );

SELECT ts_rewrite('5 <-> (1 & (2 <-> 3))', 'SELECT keyword, sample FROM test_tsquery'::text );

SELECT ts_rewrite(to_tsquery('5 & (6 | 5)'), to_tsquery('5'), to_tsquery(''));

SELECT keyword FROM test_tsquery WHERE keyword @> 'new';

SELECT keyword FROM test_tsquery WHERE keyword <@ 'new';

SELECT ts_rewrite( query, 'SELECT keyword, sample FROM test_tsquery' ) FROM to_tsquery('english', 'moscow') AS query;

SELECT ts_rewrite( query, 'SELECT keyword, sample FROM test_tsquery' ) FROM to_tsquery('english', 'bar & qq & foo & (new <-> york)') AS query;

SELECT to_tsvector('foo bar') @@
  ts_rewrite(tsquery_phrase('foo', 'foo'), 'foo', 'bar | baz');

SELECT to_tsvector('SKIES My booKs');

SELECT to_tsquery('SKIES & My | booKs');

select * from pendtest where 'ipsu:*'::tsquery @@ ts;

select * from pendtest where 'ips:*'::tsquery @@ ts;

select * from pendtest where 'ipi:*'::tsquery @@ ts;

select websearch_to_tsquery('simple', 'I have a fat:*ABCD cat');

select websearch_to_tsquery('simple', 'fat:A!cat:B|rat:C<');

select websearch_to_tsquery('simple', 'fat*rat');

select websearch_to_tsquery('simple', 'fat_rat');

select websearch_to_tsquery('simple', 'abc:def');

select websearch_to_tsquery('simple', 'abc:d');

select websearch_to_tsquery('simple', 'abc & def');

select websearch_to_tsquery('simple', 'abc <-> def');

select websearch_to_tsquery('simple', '(foo bar) or (ding dong)');

select websearch_to_tsquery('english', 'My brand "new smartphone"');

select websearch_to_tsquery('simple', 'cat or rat');

select websearch_to_tsquery('simple', 'cat "OR" rat');

select websearch_to_tsquery('simple', 'OR rat');

select websearch_to_tsquery('simple', 'fat (cat OR rat');

select websearch_to_tsquery('simple', '"fat cat"or"fat rat"');

select websearch_to_tsquery('simple', 'fat or)rat');

select websearch_to_tsquery('simple', 'fat or|rat');

select websearch_to_tsquery('simple', 'fat or<rat');

select websearch_to_tsquery('simple', 'fat or ');

select websearch_to_tsquery('simple', 'abc OR1234');

select websearch_to_tsquery('simple', 'abc OR_abc');

select websearch_to_tsquery('english', 'pg_class pg"');

select websearch_to_tsquery('english', '"pg_class : pg"');

select websearch_to_tsquery('english', '"pg_class pg" def');

select websearch_to_tsquery('english', ' or "pg pg_class pg" or ');

select websearch_to_tsquery('english', 'abc """"" def');

select websearch_to_tsquery('english', 'cat -"fat rat" cheese');

select websearch_to_tsquery('english', 'abc "def :"');

select websearch_to_tsquery('english', '"A fat cat" has just eaten OR !rat.');

select websearch_to_tsquery('english', 'this is ----fine');

select websearch_to_tsquery('english', 'an old <-> cat " is fine &&& too');

select websearch_to_tsquery('english', '"a fat cat" ate a rat');

select to_tsvector('english', 'A fat grey cat ate a rat') @@
	websearch_to_tsquery('english', '"a fat cat" ate a rat');

select websearch_to_tsquery('''abc''''def''');

select websearch_to_tsquery('\');

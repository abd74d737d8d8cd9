SELECT * FROM xmltest;

SELECT pg_input_is_valid('<value>one</', 'xml');

SELECT pg_input_is_valid('<?xml version="1.0" standalone="y"?><foo/>', 'xml');

SELECT xmlcomment('test');

SELECT xmlcomment('test-');

SELECT xmlcomment('te st');

SELECT xmlconcat('hello', 'you');

SELECT xmlconcat('bad', '<syntax');

SELECT xmlconcat('<?xml version="1.1"?><foo/>', NULL, '<?xml version="1.1" standalone="no"?><bar/>');

SELECT xmlconcat(NULL, NULL);

SELECT xmlelement(name element,
                  xmlattributes ('unnamed and wrong'));

SELECT xmlelement(name employee, xmlforest(name, age, salary as pay)) FROM emp;

SELECT xmlelement(name num, 37);

SELECT xmlelement(name foo, xml 'bar');

SELECT xmlelement(name foo, xml 'b<a/>r');

SELECT xmlelement(name foo, bytea 'bar');

SELECT xmlelement(name foo, xmlattributes('2009-04-09 00:24:37'::timestamp as bar));

SELECT xmlelement(name foo, xmlattributes('<>&"''' as funny, xml 'b<a/>r' as funnier));

SELECT xmlparse(content '  ');

SELECT xmlparse(content '<abc>x</abc>');

SELECT xmlparse(content '<undefinedentity>&idontexist;</undefinedentity>');

SELECT xmlparse(content '<relativens xmlns=''relative''/>');

SELECT xmlparse(content '<nosuchprefix:tag/>');

SELECT xmlparse(document 'abc');

SELECT xmlparse(document '<invalidentity>&</abc>');

SELECT xmlparse(document '<invalidns xmlns=''&lt;''/>');

SELECT xmlparse(document '<twoerrors>&idontexist;</unbalanced>');

SELECT xmlpi(name foo);

SELECT xmlpi(name xmlstuff);

SELECT xmlpi(name foo, 'in?>valid');

SELECT xmlpi(name xml, null);

SELECT xmlpi(name "xml-stylesheet", 'href="mystyle.css" type="text/css"');

SELECT xmlroot(xml '<foo/>', version no value, standalone no value);

SELECT xmlroot(xml '<foo/>', version no value, standalone yes);

SELECT xmlroot(xmlroot(xml '<foo/>', version '1.0'), version '1.1', standalone no);

SELECT xmlroot('<?xml version="1.1" standalone="yes"?><foo/>', version no value, standalone no value);

SELECT xmlroot (
  xmlelement (
    name gazonk,
    xmlattributes (
      'val' AS name,
      1 + 1 AS num
    ),
    xmlelement (
      NAME qux,
      'foo'
    )
  ),
  version '1.0',
  standalone yes
);

SELECT xmlserialize(content 'good' as char(10));

SELECT xmlserialize(DOCUMENT '<foo><bar><val x="y">42</val></bar></foo>' AS text INDENT);

SELECT xmlserialize(DOCUMENT '<foo><bar><val x="y">42</val></bar></foo>' AS text NO INDENT);

SELECT xmlserialize(DOCUMENT '<foo>73</foo><bar><val x="y">42</val></bar>' AS text INDENT);

SELECT xmlserialize(DOCUMENT 'text node<foo>73</foo>text node<bar><val x="y">42</val></bar>' AS text INDENT);

SELECT xmlserialize(DOCUMENT '<foo><bar><val x="y">42</val><val x="y">text node<val>73</val></val></bar></foo>' AS text INDENT);

SELECT xmlserialize(DOCUMENT '' AS text INDENT);

SELECT xmlserialize(DOCUMENT '  ' AS text INDENT);

SELECT xmlserialize(DOCUMENT NULL AS text INDENT);

SELECT xmlserialize(DOCUMENT '<?xml version="1.0" encoding="UTF-8"?><foo><bar><val>73</val></bar></foo>' AS text INDENT);

SELECT xmlserialize(DOCUMENT '<!DOCTYPE a><a/>' AS text INDENT);

SELECT xmlserialize(DOCUMENT '<foo><bar></bar></foo>' AS text INDENT);

SELECT xmlserialize(DOCUMENT '<foo><bar><val x="y">42</val></bar></foo>' AS text) = xmlserialize(DOCUMENT '<foo><bar><val x="y">42</val></bar></foo>' AS text NO INDENT);

SELECT xmlserialize(DOCUMENT '<foo>   <bar></bar>    </foo>' AS text INDENT);

SELECT xml '<foo>bar</foo>' IS DOCUMENT;

SELECT xml '<abc/>' IS NOT DOCUMENT;

SELECT '<>' IS NOT DOCUMENT;

SELECT xmlagg(data) FROM xmltest WHERE id > 10;

SELECT xmlpi(name ":::_xml_abc135.%-&_");

SELECT xml '<!DOCTYPE a><a/><b/>';

SELECT xml '<?xml version="1.0"?> <!-- hi--> <!DOCTYPE a><a/>';

SELECT xml '<!-- hi--> oops <!DOCTYPE a><a/>';

SELECT table_name, view_definition FROM information_schema.views
  WHERE table_name LIKE 'xmlview%' ORDER BY 1;

SELECT xpath(NULL, NULL) IS NULL FROM xmltest;

SELECT xpath('//text()', '<local:data xmlns:local="http://127.0.0.1"><local:piece id="1">number one</local:piece><local:piece id="2" /></local:data>');

SELECT xpath('//loc:piece', '<local:data xmlns:local="http://127.0.0.1"><local:piece id="1">number one</local:piece><local:piece id="2" /></local:data>', ARRAY[ARRAY['loc', 'http://127.0.0.1']]);

SELECT xpath('//b', '<a>one <b>two</b> three <b>etc</b></a>');

SELECT xpath('//@value', '<root value="&lt;"/>');

SELECT xpath('count(//*)', '<root><sub/><sub/></root>');

SELECT xpath('count(//*)=3', '<root><sub/><sub/></root>');

SELECT xpath('/nosuchtag', '<root/>');

SELECT xmlexists('//town[text() = ''Toronto'']' PASSING BY REF '<towns><town>Bidford-on-Avon</town><town>Cwmbran</town><town>Bristol</town></towns>');

SELECT xmlexists('count(/nosuchtag)' PASSING BY REF '<root/>');

SELECT xpath_exists('//town[text() = ''Cwmbran'']','<towns><town>Bidford-on-Avon</town><town>Cwmbran</town><town>Bristol</town></towns>'::xml);

SELECT COUNT(id) FROM xmltest WHERE xmlexists('/menu/beer' PASSING data);

SELECT COUNT(id) FROM xmltest WHERE xmlexists('/menu/beers' PASSING BY REF data);

SELECT COUNT(id) FROM xmltest WHERE xpath_exists('/menu/beer',data);

SELECT COUNT(id) FROM xmltest WHERE xpath_exists('/menu/beers/name[text() = ''Molson'']',data);

SELECT COUNT(id) FROM xmltest WHERE xpath_exists('/myns:menu/myns:beers',data,ARRAY[ARRAY['myns','http://myns.com']]);

SELECT COUNT(id) FROM xmltest, query WHERE xmlexists(expr PASSING BY REF data);

SELECT xml_is_well_formed_document('abc');

SELECT xml_is_well_formed_content('abc');

SELECT xml_is_well_formed('<>');

SELECT xml_is_well_formed('<foo>bar</foo>');

SELECT xml_is_well_formed('<foo><bar>baz</foo>');

SELECT xml_is_well_formed('<pg:foo xmlns:pg="http://postgresql.org/stuff">bar</my:foo>');

SELECT xml_is_well_formed('<invalidentity>&</abc>');

SELECT xml_is_well_formed('<invalidns xmlns=''&lt;''/>');

SELECT xml_is_well_formed('<twoerrors>&idontexist;</unbalanced>');

SELECT xpath('/*', '<nosuchprefix:tag/>');

SELECT XMLPARSE(DOCUMENT '<!DOCTYPE foo [<!ENTITY c SYSTEM "/etc/passwd">]><foo>&c;</foo>');

SELECT XMLPARSE(DOCUMENT '<!DOCTYPE chapter PUBLIC "-//OASIS//DTD DocBook XML V4.1.2//EN" "http://www.oasis-open.org/docbook/xml/4.1.2/docbookx.dtd"><chapter>&nbsp;</chapter>');

SELECT * FROM xmltableview1;

SELECT * FROM XMLTABLE(XMLNAMESPACES('http://x.y' AS zz),
                      '/zz:rows/zz:row'
                      PASSING '<rows xmlns="http://x.y"><row><a>10</a></row></rows>'
                      COLUMNS a int PATH 'zz:a');

SELECT * FROM XMLTABLE(XMLNAMESPACES(DEFAULT 'http://x.y'),
                      '/rows/row'
                      PASSING '<rows xmlns="http://x.y"><row><a>10</a></row></rows>'
                      COLUMNS a int PATH 'a');

SELECT xmltable.* FROM xmldata, LATERAL xmltable('/ROWS/ROW[COUNTRY_NAME="Japan" or COUNTRY_NAME="India"]' PASSING data COLUMNS "COUNTRY_NAME" text, "REGION_ID" int);

SELECT xmltable.* FROM xmldata, LATERAL xmltable('/ROWS/ROW[COUNTRY_NAME="Japan" or COUNTRY_NAME="India"]' PASSING data COLUMNS id int PATH '@id', "COUNTRY_NAME" text, "REGION_ID" int);

SELECT xmltable.* FROM xmldata, LATERAL xmltable('/ROWS/ROW[COUNTRY_NAME="Japan" or COUNTRY_NAME="India"]' PASSING data COLUMNS id FOR ORDINALITY);

SELECT xmltable.* FROM xmldata, LATERAL xmltable('/ROWS/ROW[COUNTRY_NAME="Japan" or COUNTRY_NAME="India"]' PASSING data COLUMNS id int PATH '@id', "COUNTRY_NAME" text, "REGION_ID" int, rawdata xml PATH './*');

SELECT * FROM xmltable('/root' passing '<root><element>a1a<!-- aaaa -->a2a<?aaaaa?> <!--z-->  bbbb<x>xxx</x>cccc</element></root>' COLUMNS element text PATH 'element/text()');

SELECT * FROM xmltable('/x/a' PASSING '<x><a><ent>&apos;</ent></a><a><ent>&quot;</ent></a><a><ent>&amp;</ent></a><a><ent>&lt;</ent></a><a><ent>&gt;</ent></a></x>' COLUMNS ent text);

SELECT xmltable.* FROM xmldata, LATERAL xmltable('/ROWS/ROW[COUNTRY_NAME="Japan" or COUNTRY_NAME="India"]' PASSING data COLUMNS "COUNTRY_NAME" text, "REGION_ID" int) WHERE "COUNTRY_NAME" = 'Japan';

SELECT  xmltable.*
   FROM (SELECT data FROM xmldata) x,
        LATERAL XMLTABLE('/ROWS/ROW'
                         PASSING data
                         COLUMNS id int PATH '@id',
                                  _id FOR ORDINALITY,
                                  country_name text PATH 'COUNTRY_NAME' NOT NULL,
                                  country_id text PATH 'COUNTRY_ID',
                                  region_id int PATH 'REGION_ID',
                                  size float PATH 'SIZE',
                                  unit text PATH 'SIZE/@unit',
                                  premier_name text PATH 'PREMIER_NAME' DEFAULT 'not specified')
  WHERE region_id = 2;

WITH
   x AS (SELECT proname, proowner, procost::numeric, pronargs,
                array_to_string(proargnames,',') as proargnames,
                case when proargtypes <> '' then array_to_string(proargtypes::oid[],',') end as proargtypes
           FROM pg_proc WHERE proname = 'f_leak'),
   y AS (SELECT xmlelement(name proc,
                           xmlforest(proname, proowner,
                                     procost, pronargs,
                                     proargnames, proargtypes)) as proc
           FROM x),
   z AS (SELECT xmltable.*
           FROM y,
                LATERAL xmltable('/proc' PASSING proc
                                 COLUMNS proname name,
                                         proowner oid,
                                         procost float,
                                         pronargs int,
                                         proargnames text,
                                         proargtypes text))
   SELECT * FROM z
   EXCEPT SELECT * FROM x;

SELECT xmltable.* FROM xmltest2, LATERAL xmltable('/d/r' PASSING x COLUMNS a int PATH '' || lower(_path) || 'c');

SELECT xmltable.* FROM xmltest2, LATERAL xmltable(('/d/r/' || lower(_path) || 'c') PASSING x COLUMNS a int PATH 'x' DEFAULT ascii(_path) - 54);

SELECT * FROM XMLTABLE('*' PASSING '<e>pre<!--c1--><?pi arg?><![CDATA[&ent1]]><n2>&amp;deep</n2>post</e>' COLUMNS x xml PATH '/e/n2', y xml PATH '/');

SELECT xmltext(NULL);

SELECT xmltext('  ');

SELECT xmltext('foo & <"bar">');

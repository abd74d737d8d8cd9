SELECT table_to_xml('testxmlschema.test1', false, false, '');

SELECT table_to_xml('testxmlschema.test1', true, false, 'foo');

SELECT table_to_xml('testxmlschema.test1', false, true, '');

SELECT table_to_xml('testxmlschema.test1', true, true, '');

SELECT table_to_xml('testxmlschema.test2', false, false, '');

SELECT table_to_xmlschema('testxmlschema.test1', false, false, '');

SELECT table_to_xmlschema('testxmlschema.test1', true, false, '');

SELECT table_to_xmlschema('testxmlschema.test1', false, true, 'foo');

SELECT table_to_xmlschema('testxmlschema.test1', true, true, '');

SELECT table_to_xmlschema('testxmlschema.test2', false, false, '');

SELECT table_to_xml_and_xmlschema('testxmlschema.test1', false, false, '');

SELECT table_to_xml_and_xmlschema('testxmlschema.test1', true, false, '');

SELECT table_to_xml_and_xmlschema('testxmlschema.test1', false, true, '');

SELECT table_to_xml_and_xmlschema('testxmlschema.test1', true, true, 'foo');

SELECT query_to_xml('SELECT * FROM testxmlschema.test1', false, false, '');

SELECT query_to_xmlschema('SELECT * FROM testxmlschema.test1', false, false, '');

SELECT query_to_xml_and_xmlschema('SELECT * FROM testxmlschema.test1', true, true, '');

SELECT cursor_to_xml('xc'::refcursor, 5, false, true, '');

SELECT cursor_to_xmlschema('xc'::refcursor, false, true, '');

SELECT cursor_to_xml('xc'::refcursor, 5, true, false, '');

SELECT cursor_to_xmlschema('xc'::refcursor, true, false, '');

SELECT schema_to_xml('testxmlschema', false, true, '');

SELECT schema_to_xml('testxmlschema', true, false, '');

SELECT schema_to_xmlschema('testxmlschema', false, true, '');

SELECT schema_to_xmlschema('testxmlschema', true, false, '');

SELECT schema_to_xml_and_xmlschema('testxmlschema', true, true, 'foo');

SELECT xmlforest(c1, c2, c3, c4) FROM testxmlschema.test3;

SELECT table_to_xml('testxmlschema.test3', true, true, '');

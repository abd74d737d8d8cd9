SELECT xmlelement(name order, xmlattributes(id AS "id"), xmlforest(state, total)) FROM orders LIMIT 1;
SELECT xpath('/a/b/text()', '<a><b>1</b></a>'), xpath_exists('/a', '<a/>'), xmlexists('/a' PASSING ('<a/>'::xml));
SELECT * FROM xmltable('/r/i' PASSING ('<r><i x="1">a</i></r>'::xml) COLUMNS x int PATH '@x', t text PATH '.', n FOR ORDINALITY);
SELECT xmlparse(CONTENT '<a/>'), xmlserialize(CONTENT '<a/>'::xml AS text), xmlconcat('<a/>', '<b/>'), xmlpi(name php), xmlroot('<a/>'::xml, VERSION '1.0'), xmlcomment('c');
SELECT '<a/>'::xml IS DOCUMENT, xml_is_well_formed('<a>');

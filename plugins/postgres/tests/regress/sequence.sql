SELECT * FROM serialTest1;

SELECT pg_get_serial_sequence('serialTest1', 'f2');

SELECT * FROM serialTest2 ORDER BY f2 ASC;

SELECT nextval('serialTest2_f2_seq');

SELECT nextval('serialTest2_f3_seq');

SELECT nextval('serialTest2_f4_seq');

SELECT nextval('serialTest2_f5_seq');

SELECT nextval('serialTest2_f6_seq');

SELECT nextval('sequence_test'::text);

SELECT nextval('sequence_test'::regclass);

SELECT currval('sequence_test'::text);

SELECT currval('sequence_test'::regclass);

SELECT setval('sequence_test'::text, 32);

SELECT setval('sequence_test'::text, 99, false);

SELECT setval('sequence_test'::regclass, 32);

SELECT setval('sequence_test'::regclass, 99, false);

SELECT * FROM foo_seq_new;

SELECT nextval('foo_seq_new');

SELECT last_value, log_cnt IN (31, 32) AS log_cnt_ok, is_called FROM foo_seq_new;

SELECT nextval('sequence_test2');

SELECT nextval('sequence_test4');

SELECT setval('sequence_test2', -100);

SELECT setval('sequence_test2', 100);

SELECT setval('sequence_test2', 5);

SELECT * FROM information_schema.sequences
  WHERE sequence_name ~ ANY(ARRAY['sequence_test', 'serialtest'])
  ORDER BY sequence_name ASC;

SELECT schemaname, sequencename, start_value, min_value, max_value, increment_by, cycle, cache_size, last_value
FROM pg_sequences
WHERE sequencename ~ ANY(ARRAY['sequence_test', 'serialtest'])
  ORDER BY sequencename ASC;

SELECT * FROM pg_sequence_parameters('sequence_test4'::regclass);

SELECT nextval('seq');

SELECT lastval();

SELECT setval('seq', 99);

SELECT nextval('seq2');

SELECT nextval('sequence_test_temp1');

SELECT setval('sequence_test_temp1', 1);

SELECT setval('sequence_test2', 1);

SELECT nextval('seq3');

SELECT currval('seq3');

SELECT setval('seq3', 5);

SELECT * FROM information_schema.sequences WHERE sequence_name IN
  ('sequence_test2', 'serialtest2_f2_seq', 'serialtest2_f3_seq',
   'serialtest2_f4_seq', 'serialtest2_f5_seq', 'serialtest2_f6_seq')
  ORDER BY sequence_name ASC;

SELECT nextval('test_seq1');

SELECT * FROM pg_get_sequence_data('test_seq1');

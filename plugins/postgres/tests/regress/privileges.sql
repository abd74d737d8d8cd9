SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE oid >= 1000 AND oid < 3000 ORDER BY oid;

SELECT grantor::regrole FROM pg_auth_members WHERE roleid = 'regress_priv_user1'::regrole and member = 'regress_priv_user4'::regrole;

SELECT session_user = current_role as c_r_ok, session_user = current_user as c_u_ok, current_setting('role') as role;

SELECT * FROM atest1;

SELECT unnest(pg_get_acl('pg_class'::regclass, 'atest2'::regclass::oid, 0));

SELECT pg_get_acl(0, 0, 0);

SELECT * FROM atest1 FOR UPDATE;

SELECT * FROM atest1 WHERE ( b IN ( SELECT col1 FROM atest2 ) );

SELECT * FROM atest3;

SELECT * FROM atestv2;

SELECT * FROM atestv0;

select * from
  ((select a.q1 as x, random() from int8_tbl a where q1 > 0)
   union all
   (select b.q2 as x, random() from int8_tbl b where q2 > 0)) ss
where x < 0;

SELECT unnest(pg_get_acl('pg_class'::regclass, 'atest5'::regclass::oid, 1));

SELECT unnest(pg_get_acl('pg_class'::regclass, 'atest5'::regclass::oid, 3));

SELECT * FROM atest5;

SELECT two FROM atest5;

SELECT 1 FROM atest5;

SELECT 1 FROM atest5 a JOIN atest5 b USING (two);

SELECT * FROM (atest5 a JOIN atest5 b USING (one)) j;

SELECT (j.*) IS NULL FROM (atest5 a JOIN atest5 b USING (one)) j;

SELECT j.one FROM (atest5 a JOIN atest5 b(one,x,y,z) USING (one)) j;

SELECT j.two FROM (atest5 a JOIN atest5 b(one,x,y,z) USING (one)) j;

SELECT j.y FROM (atest5 a JOIN atest5 b(one,x,y,z) USING (one)) j;

SELECT a.* FROM (atest5 a JOIN atest5 b USING (one));

SELECT two FROM (atest5 a JOIN atest5 b(one,x,y,z) USING (one));

SELECT y FROM (atest5 a JOIN atest5 b(one,x,y,z) USING (one));

SELECT y FROM (atest5 a LEFT JOIN atest5 b(one,x,y,z) USING (one));

SELECT y FROM (atest5 a FULL JOIN atest5 b(one,x,y,z) USING (one));

SELECT 1 FROM atest5 WHERE two = 2;

SELECT atest1.* FROM atest1, atest5;

SELECT atest1.*,atest5.one FROM atest1 JOIN atest5 ON (atest1.a = atest5.two);

SELECT one, two FROM atest5;

SELECT atest6 FROM atest6;

SELECT * FROM atest6;

SELECT fx FROM atestp2;

SELECT atestp2 FROM atestp2;

SELECT fy FROM atestc;

SELECT f2 FROM atestc;

SELECT priv_testagg1(x) FROM (VALUES (1), (2), (3)) _(x);

SELECT col1 FROM atest2 WHERE col2 = true;

SELECT '{1}'::int4[]::int8[];

select has_table_privilege('pg_shad','select');

select has_table_privilege('pg_authid','sel');

select has_table_privilege(1,'select');

select has_table_privilege(current_user,'pg_authid','insert');

select has_table_privilege(t2.oid,'pg_authid','delete')
from (select oid from pg_roles where rolname = current_user) as t2;

select has_table_privilege(t2.oid,t1.oid,'select')
from (select oid from pg_class where relname = 'pg_authid') as t1,
  (select oid from pg_roles where rolname = current_user) as t2;

select has_table_privilege('pg_authid','update');

select has_table_privilege('pg_authid','truncate');

select has_table_privilege(t1.oid,'trigger')
from (select oid from pg_class where relname = 'pg_authid') as t1;

select has_table_privilege(current_user,'pg_class','insert');

select has_table_privilege(t2.oid,'pg_class','delete')
from (select oid from pg_roles where rolname = current_user) as t2;

select has_table_privilege(t2.oid,t1.oid,'select')
from (select oid from pg_class where relname = 'pg_class') as t1,
  (select oid from pg_roles where rolname = current_user) as t2;

select has_table_privilege('pg_class','update');

select has_table_privilege('pg_class','truncate');

select has_table_privilege(t1.oid,'trigger')
from (select oid from pg_class where relname = 'pg_class') as t1;

select has_table_privilege(current_user,'atest1','insert');

select has_table_privilege(t2.oid,'atest1','delete')
from (select oid from pg_roles where rolname = current_user) as t2;

select has_table_privilege(t2.oid,t1.oid,'select')
from (select oid from pg_class where relname = 'atest1') as t1,
  (select oid from pg_roles where rolname = current_user) as t2;

select has_table_privilege('atest1','update');

select has_table_privilege('atest1','truncate');

select has_table_privilege(t1.oid,'trigger')
from (select oid from pg_class where relname = 'atest1') as t1;

select has_column_privilege('pg_authid','nosuchcol','select');

select has_column_privilege(9999,99::int2,'select');

select has_column_privilege('mytable','f2','select');

select has_column_privilege('mytable',2::int2,'select');

SELECT has_table_privilege('regress_priv_user3', 'atest4', 'SELECT');

SELECT has_table_privilege('regress_priv_user1', 'atest4', 'SELECT WITH GRANT OPTION');

SELECT brin_summarize_range('sro_brin', 0);

SELECT has_sequence_privilege('regress_priv_user1', 'atest1', 'SELECT');

SELECT has_sequence_privilege('regress_priv_user1', 'x_seq', 'SELECT');

SELECT lo_create(1001);

SELECT lo_create(1003);

SELECT lo_create(1005);

SELECT lo_create(2002);

SELECT lowrite(lo_open(1001, x'40000'::int), 'abcd');

SELECT loread(lo_open(1002, x'40000'::int), 32);

SELECT loread(lo_open(1004, x'40000'::int), 32);

SELECT lowrite(lo_open(1002, x'20000'::int), 'abcd');

SELECT lowrite(lo_open(1004, x'20000'::int), 'abcd');

SELECT lo_unlink(2002);

SELECT loread(lo_open(1005, x'40000'::int), 32);

SELECT lo_truncate(lo_open(2001, x'20000'::int), 10);

SELECT has_largeobject_privilege(1002, 'SELECT');

SELECT has_largeobject_privilege(1004, 'SELECT');

SELECT has_largeobject_privilege(1002, 'UPDATE');

SELECT has_largeobject_privilege(1004, 'UPDATE');

SELECT has_largeobject_privilege('regress_priv_user3', 1001, 'SELECT');

SELECT has_largeobject_privilege('regress_priv_user3', 1005, 'SELECT');

SELECT has_largeobject_privilege('regress_priv_user3', 2001, 'UPDATE');

SELECT lo_put(1002, 1, 'abcd');

SELECT lo_export(1001, '/dev/null');

SELECT lo_import('/dev/null', 2003);

SELECT backend_type FROM pg_stat_activity
WHERE CASE WHEN COALESCE(usesysid, 10) = 10 THEN terminate_nothrow(pid) END;

TABLE information_schema.enabled_roles ORDER BY role_name COLLATE "C";

TABLE information_schema.enabled_roles;

SELECT has_table_privilege('regress_priv_user1', 'testns.acltest1', 'INSERT');

SELECT makeaclitem('regress_priv_user1'::regrole, 'regress_priv_user2'::regrole,
	'SELECT, INSERT,  UPDATE , DELETE  ', FALSE);

SELECT makeaclitem('regress_"quoted'::regrole, 'regress_"quoted'::regrole,
                   'SELECT', TRUE);

SELECT '""=r*/""'::aclitem;

SELECT pg_input_is_valid('regress_priv_user1=r/', 'aclitem');

SELECT pg_input_is_valid('regress_priv_user1=r/regress_no_such_user', 'aclitem');

SELECT pg_input_is_valid('regress_priv_user1=rY', 'aclitem');

SELECT has_schema_privilege('regress_priv_user2', 'testns2', 'USAGE');

SELECT has_schema_privilege('regress_priv_user2', 'testns2', 'CREATE');

SELECT has_schema_privilege('regress_priv_user2', 'testns3', 'CREATE');

SELECT has_schema_privilege('regress_priv_user2', 'testns4', 'CREATE');

SELECT has_largeobject_privilege('regress_priv_user2', 1007, 'SELECT');

SELECT lo_create(1008);

SELECT has_largeobject_privilege('regress_priv_user6', 1008, 'SELECT');

SELECT lo_create(1009);

SELECT has_largeobject_privilege('regress_priv_user2', 1009, 'UPDATE');

SELECT has_largeobject_privilege('regress_priv_user2', 1010, 'SELECT');

SELECT count(*) FROM pg_shdepend
  WHERE deptype = 'a' AND
        refobjid = 'regress_priv_user2'::regrole AND
	classid = 'pg_default_acl'::regclass;

SELECT has_schema_privilege('regress_priv_user2', 'testns5', 'CREATE');

SELECT has_function_privilege('regress_priv_user2', 'testns.agg1(int)', 'EXECUTE');

SELECT has_type_privilege('regress_priv_user2', 'testns.priv_testdomain1', 'USAGE');

SELECT d.*     -- check that entries went away
  FROM pg_default_acl d LEFT JOIN pg_namespace n ON defaclnamespace = n.oid
  WHERE nspname IS NULL AND defaclnamespace != 0;

SELECT has_table_privilege('regress_priv_user1', 'testns.t2', 'SELECT');

SELECT has_function_privilege('regress_priv_user1', 'testns.priv_testagg(int)', 'EXECUTE');

SELECT nspname, rolname FROM pg_namespace, pg_roles WHERE pg_namespace.nspname = 'testns' AND pg_namespace.nspowner = pg_roles.oid;

SELECT has_table_privilege('regress_readallstats','pg_backend_memory_contexts','SELECT');

SELECT has_table_privilege('regress_readallstats','pg_shmem_allocations_numa','SELECT');

SELECT COUNT(*) >= 0 AS ok FROM pg_backend_memory_contexts;

SELECT member::regrole::text, CASE WHEN grantor = 10 THEN 'BOOTSTRAP SUPERUSER' ELSE grantor::regrole::text END FROM pg_auth_members WHERE roleid = 'regress_group'::regrole ORDER BY 1, 2;

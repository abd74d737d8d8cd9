BEGIN TRANSACTION;
CREATE TABLE audit (
	id TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	principal TEXT NOT NULL, 
	action TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	call_id TEXT, 
	source TEXT, 
	tool TEXT, 
	digest TEXT, 
	arguments TEXT, 
	rows BIGINT, 
	bytes BIGINT, 
	milliseconds FLOAT, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES('00000000000000000000000000000001','2026-05-04 12:00:01.000000','ada','call','ok','call1','prod','postgres_query',NULL,'{"query": "SELECT 1"}',1,NULL,NULL);
INSERT INTO "audit" VALUES('00000000000000000000000000000002','2026-05-04 12:00:02.000000','ada','token.create','ok','call2','prod','postgres_query',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE powerstrip_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT powerstrip_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "powerstrip_version" VALUES('0001');
CREATE TABLE results (
	handle TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	file TEXT NOT NULL, 
	columns JSON NOT NULL, 
	rows BIGINT NOT NULL, 
	bytes BIGINT NOT NULL, 
	complete BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_results PRIMARY KEY (handle)
);
INSERT INTO "results" VALUES('kept','ada','/data/kept.rows','[{"name": "id", "type": "int8"}]',5,50,1,'2026-05-04 12:00:00.000000','2026-05-04 12:10:00.000000');
CREATE TABLE settings (
	"key" TEXT NOT NULL, 
	value JSON NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY ("key")
);
INSERT INTO "settings" VALUES('theme','{"dark": true}','2026-11-21 08:12:26.985629');
CREATE TABLE sources (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	connector TEXT NOT NULL, 
	sealed TEXT NOT NULL, 
	key_id TEXT NOT NULL, 
	settings JSON NOT NULL, 
	owner TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	verified BOOLEAN NOT NULL, 
	last_verified_at DATETIME, 
	last_error TEXT, 
	tools JSON NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_sources PRIMARY KEY (id), 
	CONSTRAINT uq_sources_name UNIQUE (name)
);
INSERT INTO "sources" VALUES('01a1fd29f1c6b2651c1d5c3a28786f3b','prod','postgres','{"v":1,"key":"a6c1a7116014","wrapped":"6GA7juJaz5Tx8VTHZJOVbrRSSDyo6RGDwgmzcT+dAD5H8ANWavzF0apj8qFJUNb/t5SD+Fy1HpKd/kZw","nonce":"FO+zb90JlTL6lWyJ","text":"kYEqVwYeE+kDyA28e1m1RZW+vxHEqBd94DZQLeLuIoq4MpKmF8VWSesGqZw2g8yixfFyvflo75nQl2Iqj/z+b84oAg=="}','a6c1a7116014','{"description": "prod"}','ada',1,1,'2026-05-04 12:00:00.000000',NULL,'[{"name": "query"}]',1,'2026-11-21 08:12:26.950951','2026-11-21 08:12:26.950951');
INSERT INTO "sources" VALUES('01a1fd29f1d5798b35cd7e030389ebb7','off','postgres','{"v":1,"key":"a6c1a7116014","wrapped":"d7Ixu2b5RXHIwq32yHHH7Yz3Nz/ceCK8iwJV62dtUkpNIfp3pjMkct5hNXHtv0B8TlKiTZIl++fPYZQB","nonce":"cFylnMUKPAP/62du","text":"IdZEJfqIcE20fIOO0WoSTgqt"}','a6c1a7116014','{}','ada',0,0,'2026-05-04 12:00:00.000000','nobody answers','[]',1,'2026-11-21 08:12:26.965802','2026-11-21 08:12:26.965802');
CREATE TABLE tokens (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	scopes JSON NOT NULL, 
	sources JSON, 
	views JSON, 
	write BOOLEAN NOT NULL, 
	expires_at DATETIME, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	revoked_at DATETIME, 
	CONSTRAINT pk_tokens PRIMARY KEY (id), 
	CONSTRAINT uq_tokens_digest UNIQUE (digest)
);
INSERT INTO "tokens" VALUES('01a1fd29f1dae51a5ad61931ecd4f3e8','ci','1640bd6733ef4df58c1fdd00096aa9efcfc3f7d87c8ac327dd598d30c467661e','["tools:call"]',NULL,NULL,0,NULL,'2026-11-21 08:12:26.970310',NULL,NULL);
INSERT INTO "tokens" VALUES('01a1fd29f1ddcd90c35aef33da5cb7a2','old','7e06d5f3b6bb94702a62a9b0647253f1cd7fa2f7aa755914bf65397c116a6a0f','[]','["prod*"]','["support"]',1,'2026-05-04 12:00:00.000000','2026-11-21 08:12:26.973398',NULL,'2026-11-21 08:12:26.975814');
CREATE INDEX ix_sources_key_id ON sources (key_id);
CREATE UNIQUE INDEX ix_tokens_name_in_use ON tokens (name) WHERE revoked_at IS NULL;
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_audit_call_id ON audit (call_id);
CREATE INDEX ix_audit_principal_id ON audit (principal, id);
CREATE INDEX ix_audit_source_id ON audit (source, id);
CREATE INDEX ix_results_owner ON results (owner);
CREATE INDEX ix_results_expires_at ON results (expires_at);
COMMIT;

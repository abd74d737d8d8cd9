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
	milliseconds FLOAT, principal_id TEXT, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES('00000000000000000000000000000001','2026-05-04 12:00:01.000000','ada','call','ok','call1','prod','postgres_query',NULL,'{"query": "SELECT 1"}',1,NULL,NULL,'token');
INSERT INTO "audit" VALUES('00000000000000000000000000000002','2026-05-04 12:00:02.000000','ada','token.create','ok','call2','prod','postgres_query',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE powerstrip_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT powerstrip_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "powerstrip_version" VALUES('0002');
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
INSERT INTO "settings" VALUES('theme','{"dark": true}','2026-11-21 10:26:21.316219');
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
INSERT INTO "sources" VALUES('01a1fda489edbe1d1a668f7f17fce421','prod','postgres','{"v":1,"key":"a6c1a7116014","wrapped":"LUU5eO5AG2HSukB9i7sSpNPYE2aqRO5Bq6F+LTOH01ycAKsnYb0eARjwjiwkEEmQ254YntQDKIAqTIy1","nonce":"YBjXWH/ULATM1GMC","text":"Gs9O61D1hK0rbsthPq6wnHo0gPdWei8qFW4Npr7NA+qADW6NHV7hE0i3g0H4r7rcLuTVlSfYC90zMAaygIaon1VvLQ=="}','a6c1a7116014','{"description": "prod"}','ada',1,1,'2026-05-04 12:00:00.000000',NULL,'[{"name": "query"}]',1,'2026-11-21 10:26:21.293953','2026-11-21 10:26:21.293953');
INSERT INTO "sources" VALUES('01a1fda489f7f3af9a464e322a75bff6','off','postgres','{"v":1,"key":"a6c1a7116014","wrapped":"BCGLUhjFWQVWquWK3l7uk7XacpHp21Al7o7VuYYDsKZIUdcA4LB3AhIXMGNEs+Io1MXwsEywtnLF1ddX","nonce":"Ebyqqzs3yHopn07K","text":"onevjGpsh3ftajIgx7Yyv0MJ"}','a6c1a7116014','{}','ada',0,0,'2026-05-04 12:00:00.000000','nobody answers','[]',1,'2026-11-21 10:26:21.303030','2026-11-21 10:26:21.303030');
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
INSERT INTO "tokens" VALUES('01a1fda489fa84a0d2855749e2f65e44','ci','1640bd6733ef4df58c1fdd00096aa9efcfc3f7d87c8ac327dd598d30c467661e','["tools:call"]',NULL,NULL,0,NULL,'2026-11-21 10:26:21.306380',NULL,NULL);
INSERT INTO "tokens" VALUES('01a1fda489fcb65640910b99d0f123e7','old','7e06d5f3b6bb94702a62a9b0647253f1cd7fa2f7aa755914bf65397c116a6a0f','[]','["prod*"]','["support"]',1,'2026-05-04 12:00:00.000000','2026-11-21 10:26:21.308479',NULL,'2026-11-21 10:26:21.310191');
CREATE INDEX ix_sources_key_id ON sources (key_id);
CREATE UNIQUE INDEX ix_tokens_name_in_use ON tokens (name) WHERE revoked_at IS NULL;
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_audit_call_id ON audit (call_id);
CREATE INDEX ix_audit_principal_id ON audit (principal, id);
CREATE INDEX ix_audit_source_id ON audit (source, id);
CREATE INDEX ix_results_owner ON results (owner);
CREATE INDEX ix_results_expires_at ON results (expires_at);
CREATE INDEX ix_audit_principal_id_id ON audit (principal_id, id);
COMMIT;

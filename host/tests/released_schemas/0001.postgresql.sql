CREATE TABLE public.audit (
    id text NOT NULL,
    at timestamp with time zone NOT NULL,
    principal text NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL,
    call_id text,
    source text,
    tool text,
    digest text,
    arguments text,
    rows bigint,
    bytes bigint,
    milliseconds double precision
);
CREATE TABLE public.powerstrip_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.results (
    handle text NOT NULL,
    owner text NOT NULL,
    file text NOT NULL,
    columns json NOT NULL,
    rows bigint NOT NULL,
    bytes bigint NOT NULL,
    complete boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.settings (
    key text NOT NULL,
    value json NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.sources (
    id text NOT NULL,
    name text NOT NULL,
    connector text NOT NULL,
    sealed text NOT NULL,
    key_id text NOT NULL,
    settings json NOT NULL,
    owner text NOT NULL,
    active boolean NOT NULL,
    verified boolean NOT NULL,
    last_verified_at timestamp with time zone,
    last_error text,
    tools json NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.tokens (
    id text NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    scopes json NOT NULL,
    sources json,
    views json,
    write boolean NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone
);
INSERT INTO public.audit VALUES ('00000000000000000000000000000001', '2026-05-04 12:00:01+00', 'ada', 'call', 'ok', 'call1', 'prod', 'postgres_query', NULL, '{"query": "SELECT 1"}', 1, NULL, NULL);
INSERT INTO public.audit VALUES ('00000000000000000000000000000002', '2026-05-04 12:00:02+00', 'ada', 'token.create', 'ok', 'call2', 'prod', 'postgres_query', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.powerstrip_version VALUES ('0001');
INSERT INTO public.results VALUES ('kept', 'ada', '/data/kept.rows', '[{"name": "id", "type": "int8"}]', 5, 50, true, '2026-05-04 12:00:00+00', '2026-05-04 12:10:00+00');
INSERT INTO public.settings VALUES ('theme', '{"dark": true}', '2026-11-21 08:12:29.520566+00');
INSERT INTO public.sources VALUES ('01a1fd29fb329f83ebeb6cc29610f30b', 'prod', 'postgres', '{"v":1,"key":"a6c1a7116014","wrapped":"UkMvGCVtXiiVg8YgWmjmEXvxvBIucNrH+PGbOnaEZL5f6oUy5X+EL/gggaQZcC23Koi38s8MxGMZmBAs","nonce":"pFxFkXkd+SUBOyQD","text":"EIK0kxvTJ5IYXXfYeCQujF6LfNfgosYgfIwH7Fx+xTiTXw2PQd8m3JWe5iilTROQw35mEBZrTnxCHlA1Qd+4W+BETQ=="}', 'a6c1a7116014', '{"description": "prod"}', 'ada', true, true, '2026-05-04 12:00:00+00', NULL, '[{"name": "query"}]', 1, '2026-11-21 08:12:29.362529+00', '2026-11-21 08:12:29.362529+00');
INSERT INTO public.sources VALUES ('01a1fd29fb520e91d18873aeb83ba14a', 'off', 'postgres', '{"v":1,"key":"a6c1a7116014","wrapped":"f+1S4xhag62iTDk+4b/VKDTH6LM7V8dORPwFNCkamjJdyrCFMTGJfOQfu8BAD8wtGPGGFADU0wRE3gT3","nonce":"m5FhoGYSJu75ZYn2","text":"JErnCLhjNzie6HvyUXtm9Udm"}', 'a6c1a7116014', '{}', 'ada', false, false, '2026-05-04 12:00:00+00', 'nobody answers', '[]', 1, '2026-11-21 08:12:29.394949+00', '2026-11-21 08:12:29.394949+00');
INSERT INTO public.tokens VALUES ('01a1fd29fb59a87429ca19c27df7ff87', 'ci', '1640bd6733ef4df58c1fdd00096aa9efcfc3f7d87c8ac327dd598d30c467661e', '["tools:call"]', NULL, NULL, false, NULL, '2026-11-21 08:12:29.401231+00', NULL, NULL);
INSERT INTO public.tokens VALUES ('01a1fd29fb61bc055003bf3471e84be5', 'old', '7e06d5f3b6bb94702a62a9b0647253f1cd7fa2f7aa755914bf65397c116a6a0f', '[]', '["prod*"]', '["support"]', true, '2026-05-04 12:00:00+00', '2026-11-21 08:12:29.409822+00', NULL, '2026-11-21 08:12:29.412371+00');
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (id);
ALTER TABLE ONLY public.results
    ADD CONSTRAINT pk_results PRIMARY KEY (handle);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT pk_settings PRIMARY KEY (key);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT pk_sources PRIMARY KEY (id);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT pk_tokens PRIMARY KEY (id);
ALTER TABLE ONLY public.powerstrip_version
    ADD CONSTRAINT powerstrip_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT uq_sources_name UNIQUE (name);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT uq_tokens_digest UNIQUE (digest);
CREATE INDEX ix_audit_at ON public.audit USING btree (at);
CREATE INDEX ix_audit_call_id ON public.audit USING btree (call_id);
CREATE INDEX ix_audit_principal_id ON public.audit USING btree (principal, id);
CREATE INDEX ix_audit_source_id ON public.audit USING btree (source, id);
CREATE INDEX ix_results_expires_at ON public.results USING btree (expires_at);
CREATE INDEX ix_results_owner ON public.results USING btree (owner);
CREATE INDEX ix_sources_key_id ON public.sources USING btree (key_id);
CREATE UNIQUE INDEX ix_tokens_name_in_use ON public.tokens USING btree (name) WHERE (revoked_at IS NULL);

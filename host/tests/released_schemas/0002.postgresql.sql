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
    milliseconds double precision,
    principal_id text
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
INSERT INTO public.audit VALUES ('00000000000000000000000000000001', '2026-05-04 12:00:01+00', 'ada', 'call', 'ok', 'call1', 'prod', 'postgres_query', NULL, '{"query": "SELECT 1"}', 1, NULL, NULL, 'token');
INSERT INTO public.audit VALUES ('00000000000000000000000000000002', '2026-05-04 12:00:02+00', 'ada', 'token.create', 'ok', 'call2', 'prod', 'postgres_query', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.powerstrip_version VALUES ('0002');
INSERT INTO public.results VALUES ('kept', 'ada', '/data/kept.rows', '[{"name": "id", "type": "int8"}]', 5, 50, true, '2026-05-04 12:00:00+00', '2026-05-04 12:10:00+00');
INSERT INTO public.settings VALUES ('theme', '{"dark": true}', '2026-11-21 10:26:21.982851+00');
INSERT INTO public.sources VALUES ('01a1fda48c7f8cee573153d5d6ae8480', 'prod', 'postgres', '{"v":1,"key":"a6c1a7116014","wrapped":"p1OZnVAqytYK5mMyZcZNyO5nzZVHLId3vfzNlZ8fP49Qd4wc2kkTN2tXcBWURasTgRuRKHJezJJ8H8RF","nonce":"/DfzunkR4KjP/wsN","text":"0d/+P2ZHKOoPa15/LCRgRlWo1PwM5c39kUXf+6UrEcPF/qHIac+0zYt14OcAJZK06Pyh2OH60Gfju3CgrOPL2mLI2w=="}', 'a6c1a7116014', '{"description": "prod"}', 'ada', true, true, '2026-05-04 12:00:00+00', NULL, '[{"name": "query"}]', 1, '2026-11-21 10:26:21.951544+00', '2026-11-21 10:26:21.951544+00');
INSERT INTO public.sources VALUES ('01a1fda48c8ff8d536d6e41fa4eecea6', 'off', 'postgres', '{"v":1,"key":"a6c1a7116014","wrapped":"Pj9Bnnum5OE3tKgmtOJ2IN782rDJL1enIb0HkchR3mcqxeGMAS1bzjOuI69C7vsjPjZ8YGvf+mONzHbl","nonce":"hYDB7XM81LG8SWCM","text":"/64Wnkyx0l0Z85l/P3DI99PX"}', 'a6c1a7116014', '{}', 'ada', false, false, '2026-05-04 12:00:00+00', 'nobody answers', '[]', 1, '2026-11-21 10:26:21.967225+00', '2026-11-21 10:26:21.967225+00');
INSERT INTO public.tokens VALUES ('01a1fda48c922773c0fe6b7ffa8c1e85', 'ci', '1640bd6733ef4df58c1fdd00096aa9efcfc3f7d87c8ac327dd598d30c467661e', '["tools:call"]', NULL, NULL, false, NULL, '2026-11-21 10:26:21.97078+00', NULL, NULL);
INSERT INTO public.tokens VALUES ('01a1fda48c95bf21c9c653e2fd05722c', 'old', '7e06d5f3b6bb94702a62a9b0647253f1cd7fa2f7aa755914bf65397c116a6a0f', '[]', '["prod*"]', '["support"]', true, '2026-05-04 12:00:00+00', '2026-11-21 10:26:21.973238+00', NULL, '2026-11-21 10:26:21.975661+00');
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
CREATE INDEX ix_audit_principal_id_id ON public.audit USING btree (principal_id, id);
CREATE INDEX ix_audit_source_id ON public.audit USING btree (source, id);
CREATE INDEX ix_results_expires_at ON public.results USING btree (expires_at);
CREATE INDEX ix_results_owner ON public.results USING btree (owner);
CREATE INDEX ix_sources_key_id ON public.sources USING btree (key_id);
CREATE UNIQUE INDEX ix_tokens_name_in_use ON public.tokens USING btree (name) WHERE (revoked_at IS NULL);

-- The record: organisations, accounts, facts, consents, lists, work and audit.
create table "organisation" (
    "id" text not null primary key,
    "parent" text,
    "path" text not null,
    "kind" text not null,
    "name" text not null,
    "uscc" text,
    "region" text not null,
    "party" text,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("kind" in ('authority', 'bank', 'head_office', 'branch', 'department', 'firm', 'host')),
    unique ("path"),
    unique ("uscc")
);

create table "party" (
    "id" text not null primary key,
    "tenant" text not null,
    "kind" text not null,
    "name" text not null,
    "region" text not null,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("kind" in ('enterprise', 'person', 'institution', 'government'))
);
create index "party_by_name" on "party" ("tenant", "name");

create table "party_identifier" (
    "id" text not null primary key,
    "tenant" text not null,
    "party" text not null,
    "scheme" text not null,
    "value" text not null,
    "source" text not null,
    "made_by" text not null,
    "verified_by" text,
    "verified_at" text,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("scheme" in ('uscc', 'organisation_code', 'resident', 'lei', 'other')),
    unique ("tenant", "scheme", "value"),
    foreign key ("party") references "party" ("id")
);
create index "party_identifier_by_party" on "party_identifier" ("party");

create table "role" (
    "id" text not null primary key,
    "name" text not null,
    "permissions" text not null,
    "duty_class" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("duty_class" in ('system', 'security', 'audit', 'business')),
    unique ("name")
);

create table "account" (
    "id" text not null primary key,
    "tenant" text not null,
    "name" text not null,
    "display_name" text not null,
    "state" text not null,
    "password_hash" text,
    "totp_secret" text,
    "totp_step" bigint,
    "external" text,
    "failed_count" bigint not null,
    "locked_until" text,
    "password_at" text,
    "seen_at" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('active', 'disabled', 'locked')),
    unique ("tenant", "external"),
    unique ("tenant", "name")
);

create table "role_grant" (
    "id" text not null primary key,
    "tenant" text not null,
    "account" text not null,
    "role" text not null,
    "organisation" text not null,
    "path" text not null,
    "valid_from" text not null,
    "valid_to" text,
    "version" bigint not null,
    "made_at" text not null,
    foreign key ("account") references "account" ("id"),
    foreign key ("role") references "role" ("id"),
    foreign key ("organisation") references "organisation" ("id")
);
create index "role_grant_by_account" on "role_grant" ("account");

create table "delegation" (
    "id" text not null primary key,
    "tenant" text not null,
    "from_account" text not null,
    "to_account" text not null,
    "permissions" text not null,
    "valid_from" text not null,
    "valid_to" text not null,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("from_account" <> to_account),
    foreign key ("from_account") references "account" ("id"),
    foreign key ("to_account") references "account" ("id")
);
create index "delegation_by_to_account" on "delegation" ("to_account");

create table "sign_in" (
    "id" text not null primary key,
    "tenant" text not null,
    "account" text not null,
    "token_hash" text not null,
    "method" text not null,
    "seen_at" text not null,
    "expires_at" text not null,
    "rotated_from" text,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null,
    unique ("token_hash"),
    foreign key ("account") references "account" ("id")
);
create index "sign_in_by_account" on "sign_in" ("account");

create table "api_token" (
    "id" text not null primary key,
    "tenant" text not null,
    "account" text not null,
    "name" text not null,
    "token_hash" text not null,
    "permissions" text not null,
    "purpose" text not null,
    "expires_at" text not null,
    "used_at" text,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null,
    unique ("token_hash"),
    foreign key ("account") references "account" ("id")
);
create index "api_token_by_account" on "api_token" ("account");

create table "fact" (
    "id" text not null primary key,
    "tenant" text not null,
    "subject" text not null,
    "item" text not null,
    "value" text not null,
    "valid_from" text not null,
    "valid_to" text,
    "known_from" text not null,
    "known_to" text,
    "source" text not null,
    "duty" text not null,
    "correction_of" text,
    "objection" text,
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public'))
);
create index "fact_by_item" on "fact" ("tenant", "subject", "item");

create table "consent" (
    "id" text not null primary key,
    "tenant" text not null,
    "subject" text not null,
    "holder" text not null,
    "used_by" text not null,
    "dataset" text not null,
    "fields" text not null,
    "purpose" text not null,
    "mode" text not null,
    "starts_on" text not null,
    "expires_on" text not null,
    "retention_days" bigint not null,
    "period_days" bigint,
    "period_uses_max" bigint,
    "uses_max" bigint,
    "made_how" text not null,
    "clause" text not null,
    "artefact" text not null,
    "content_hash" text not null,
    "key_id" text not null,
    "state" text not null,
    "withdrawal" text,
    "withdrawn_at" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("mode" in ('view', 'keep', 'query', 'compute', 'push')),
    check ("state" in ('granted', 'withdrawn')),
    unique ("tenant", "content_hash")
);
create index "consent_by_subject" on "consent" ("subject");

create table "consent_use" (
    "id" text not null primary key,
    "tenant" text not null,
    "consent" text not null,
    "subject" text not null,
    "holder" text not null,
    "used_by" text not null,
    "purpose" text not null,
    "fields" text not null,
    "answer_digest" text not null,
    "made_at" text not null,
    foreign key ("consent") references "consent" ("id")
);
create index "consent_use_by_consent" on "consent_use" ("consent");

create table "list_revision" (
    "id" text not null primary key,
    "tenant" text not null,
    "list" text not null,
    "revision" text not null,
    "source" text not null,
    "content_hash" text not null,
    "state" text not null,
    "approved_by" text,
    "approved_at" text,
    "duty" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('draft', 'approved', 'pushed', 'withdrawn')),
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public')),
    unique ("tenant", "list", "revision")
);

create table "list_coverage" (
    "id" text not null primary key,
    "tenant" text not null,
    "list_revision" text not null,
    "region" text not null,
    "covers_from" text not null,
    "covers_to" text,
    foreign key ("list_revision") references "list_revision" ("id")
);
create index "list_coverage_by_list_revision" on "list_coverage" ("list_revision");

create table "list_entry" (
    "id" text not null primary key,
    "tenant" text not null,
    "list_revision" text not null,
    "identifier" text not null,
    "name" text not null,
    "level" text not null,
    "listed_from" text not null,
    "listed_to" text,
    "objection" text,
    "version" bigint not null,
    foreign key ("list_revision") references "list_revision" ("id")
);
create index "list_entry_by_identifier" on "list_entry" ("list_revision", "identifier");

create table "job" (
    "id" text not null primary key,
    "tenant" text not null,
    "kind" text not null,
    "state" text not null,
    "input" text not null,
    "progress_ppm" bigint not null,
    "message" text,
    "result" text,
    "error" text,
    "made_by" text not null,
    "lease_until" text,
    "attempts" bigint not null,
    "started_at" text,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('queued', 'running', 'done', 'failed', 'cancelled'))
);
create index "job_by_state" on "job" ("tenant", "state");

create table "outbox" (
    "id" text not null primary key,
    "tenant" text not null,
    "topic" text not null,
    "payload" text not null,
    "state" text not null,
    "due_at" text not null,
    "attempts" bigint not null,
    "claimed_by" text,
    "last_error" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('waiting', 'done', 'dead'))
);
create index "outbox_by_due_at" on "outbox" ("state", "due_at");

create table "idempotency" (
    "id" text not null primary key,
    "tenant" text not null,
    "actor" text not null,
    "key" text not null,
    "body_hash" text not null,
    "status" bigint not null,
    "reply" text not null,
    "expires_at" text not null,
    "made_at" text not null,
    unique ("tenant", "actor", "key")
);
create index "idempotency_by_expires_at" on "idempotency" ("expires_at");

create table "setting" (
    "id" text not null primary key,
    "tenant" text not null,
    "name" text not null,
    "value" text not null,
    "version" bigint not null,
    "made_at" text not null,
    unique ("tenant", "name")
);

create table "audit" (
    "id" text not null primary key,
    "at" text not null,
    "tenant" text not null,
    "actor" text not null,
    "action" text not null,
    "object_kind" text not null,
    "object" text not null,
    "request" text not null,
    "purpose" text not null,
    "before_digest" text,
    "after_digest" text,
    "seq" bigint,
    "link" text,
    unique ("seq")
);
create index "audit_unsealed" on "audit" ("at", "id") where "seq" is null;
create index "audit_by_object" on "audit" ("tenant", "object");

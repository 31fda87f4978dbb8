-- A bank's month: explanations, errors of the platform, filings and their seals, evidence, branches.
alter table "determination" add column "bill" text;
alter table "determination" add column "note" text;
create index "determination_in_force" on "determination" ("tenant", "state", "valid_from");

create table "explanation" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "month" text not null,
    "run" text not null,
    "relation" text not null,
    "check" text not null,
    "finding" text,
    "kind" text not null,
    "note" text not null,
    "maker" text not null,
    "checker" text,
    "checked_at" text,
    "answer" text,
    "state" text not null,
    "duty" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("kind" in ('explained', 'corrected')),
    check ("state" in ('made', 'checked', 'returned')),
    check ("checker" is null or "checker" <> "maker"),
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public'))
);
create index "explanation_by_month" on "explanation" ("tenant", "month");

create table "platform_error" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "month" text not null,
    "batch" text not null,
    "run" text not null,
    "table_number" text not null,
    "contract" text,
    "receipt" text,
    "bill" text,
    "branch" text,
    "field" text,
    "code" text not null,
    "text" text not null,
    "duty" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public'))
);
create index "platform_error_by_month" on "platform_error" ("tenant", "month");

create table "filing" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "month" text not null,
    "revision" bigint not null,
    "run" text not null,
    "state" text not null,
    "digest" text not null,
    "files" bigint not null,
    "bytes" bigint not null,
    "package" text,
    "maker" text not null,
    "filed_at" text,
    "duty" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('draft', 'signed', 'filed', 'dropped')),
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public')),
    unique ("tenant", "month", "revision")
);

create table "filing_seal" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "filing" text not null,
    "signer_role" text not null,
    "actor" text not null,
    "name" text not null,
    "key_id" text not null,
    "at" text not null,
    "signature" text not null,
    "duty" text not null,
    "made_at" text not null,
    check ("signer_role" in ('maker', 'checker', 'responsible')),
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public')),
    unique ("filing", "signer_role"),
    unique ("filing", "actor"),
    unique ("filing", "key_id")
);

create table "evidence" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "kind" text not null,
    "reference" text not null,
    "sm3" text not null,
    "bytes" bigint not null,
    "maker" text not null,
    "duty" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public'))
);

create table "branch_number" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "number" text not null,
    "organisation" text not null,
    "version" bigint not null,
    "made_at" text not null,
    unique ("tenant", "number")
);

create table "book_mapping" (
    "id" text not null primary key,
    "tenant" text not null,
    "name" text not null,
    "text" text not null,
    "sm3" text not null,
    "made_by" text not null,
    "ended_at" text,
    "version" bigint not null,
    "made_at" text not null
);
create index "book_mapping_by_tenant" on "book_mapping" ("tenant");

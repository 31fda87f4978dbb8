-- Keys, packages, what a list revision changes, objections, released cells.
alter table "list_revision" add column "made_by" text not null default '';
alter table "list_entry" add column "known_from" text not null default '';
alter table "list_entry" add column "known_to" text;
alter table "list_entry" add column "correction_of" text;
alter table "consent_use" add column "used_at" text not null default '';

create table "trusted_key" (
    "id" text not null primary key,
    "tenant" text not null,
    "key_id" text not null,
    "kind" text not null,
    "name" text not null,
    "organisation" text not null,
    "role" text not null,
    "public_key" text not null,
    "valid_from" text not null,
    "valid_to" text,
    "revoked_on" text,
    "private_key" text,
    "version" bigint not null,
    "made_at" text not null,
    unique ("tenant", "key_id")
);

create table "package" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "direction" text not null,
    "package" text not null,
    "kind" text not null,
    "from_edition" text not null,
    "sender" text not null,
    "to_edition" text not null,
    "recipient" text not null,
    "month" text not null,
    "digest" text not null,
    "bytes" bigint not null,
    "about" text not null,
    "made_by" text not null,
    "made_at" text not null,
    check ("direction" in ('in', 'out')),
    unique ("tenant", "direction", "package")
);

create table "list_change" (
    "id" text not null primary key,
    "tenant" text not null,
    "list_revision" text not null,
    "kind" text not null,
    "line" bigint not null,
    "identifier" text not null,
    "name" text not null,
    "before" text not null,
    "code" text not null,
    check ("kind" in ('add', 'lapse', 'rename', 'change', 'refused')),
    foreign key ("list_revision") references "list_revision" ("id")
);
create index "list_change_by_list_revision" on "list_change" ("list_revision");

create table "list_objection" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "objection" text not null,
    "list" text not null,
    "revision" text not null,
    "identifier" text not null,
    "item" text not null,
    "reason" text not null,
    "evidence_sm3" text not null,
    "sender" text not null,
    "state" text not null,
    "answer" text,
    "entry" text,
    "answered_by" text,
    "answered_at" text,
    "made_by" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('open', 'corrected', 'refused')),
    unique ("tenant", "objection")
);

create table "released_cell" (
    "id" text not null primary key,
    "tenant" text not null,
    "month" text not null,
    "level" text not null,
    "relation" text not null,
    "dimension" text not null,
    "value" text not null,
    "measure" text not null,
    "amount" text not null,
    "rate" text not null,
    "customers" text not null,
    "package" text not null,
    "made_at" text not null
);
create index "released_cell_by_month" on "released_cell" ("tenant", "month");

create table "consent_withdrawal" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "consent" text not null,
    "subject" text not null,
    "holder" text not null,
    "used_by" text not null,
    "content_hash" text not null,
    "artefact" text not null,
    "withdrawn_at" text not null,
    "made_by" text not null,
    "made_at" text not null,
    unique ("tenant", "consent")
);
create index "consent_withdrawal_by_consent" on "consent_withdrawal" ("consent");

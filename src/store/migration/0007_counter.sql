-- Consents that were signed on paper at a counter, until two of the staff stand for them.
create table "counter_consent" (
    "id" text not null primary key,
    "tenant" text not null,
    "consent" text not null,
    "subject" text not null,
    "holder" text not null,
    "used_by" text not null,
    "purpose" text not null,
    "expires_on" text not null,
    "scan_sm3" text not null,
    "content_hash" text not null,
    "artefact" text not null,
    "state" text not null,
    "reason" text,
    "made_by" text not null,
    "checked_by" text,
    "checked_at" text,
    "version" bigint not null,
    "made_at" text not null,
    unique ("tenant", "consent"),
    check ("state" in ('waiting', 'granted', 'returned'))
);
create index "counter_consent_by_state" on "counter_consent" ("tenant", "state");

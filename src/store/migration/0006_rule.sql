-- Changed pack files that were tried out: each row is written once.
create table "rule_draft" (
    "id" text not null primary key,
    "tenant" text not null,
    "file" text not null,
    "bytes" bigint not null,
    "sm3" text not null,
    "pack" text not null,
    "state" text not null,
    "rules" bigint not null,
    "tests" bigint not null,
    "faults" bigint not null,
    "differences" bigint not null,
    "month" text,
    "run" text,
    "receipts" bigint,
    "changed" bigint,
    "listed" bigint,
    "note" text,
    "made_by" text not null,
    "made_at" text not null,
    check ("state" in ('refused', 'failing', 'passed'))
);
create index "rule_draft_by_time" on "rule_draft" ("tenant", "made_at");

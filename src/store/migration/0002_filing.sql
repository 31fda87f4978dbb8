-- Months and what is filed, in the editions that may hold receipts.
create table "filing_month" (
    "id" text not null primary key,
    "tenant" text not null,
    "month" text not null,
    "state" text not null,
    "run" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('open', 'trial', 'ready', 'filed', 'closed')),
    unique ("tenant", "month")
);

create table "submission" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "month" text not null,
    "legal_uscc" text not null,
    "revision" bigint not null,
    "kind" text not null,
    "digest" text not null,
    "bytes" bigint not null,
    "rows" bigint not null,
    "state" text not null,
    "note" text,
    "run" text,
    "duty" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('received', 'checked', 'refused', 'filed')),
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public')),
    unique ("tenant", "month", "legal_uscc", "revision")
);

create table "determination" (
    "id" text not null primary key,
    "tenant" text not null,
    "path" text not null,
    "legal_uscc" text not null,
    "contract" text not null,
    "receipt" text not null,
    "chapter" text not null,
    "verdict" text not null,
    "main_type" text,
    "share_ppm" bigint,
    "evidence" text not null,
    "maker" text not null,
    "checker" text,
    "checked_at" text,
    "valid_from" text not null,
    "valid_to" text,
    "state" text not null,
    "duty" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("verdict" in ('yes', 'no', 'pending')),
    check ("checker" is null or checker <> maker),
    check ("state" in ('made', 'checked', 'returned')),
    check ("duty" in ('statistics', 'supervision', 'consent', 'service', 'public'))
);
create index "determination_by_chapter" on "determination" ("tenant", "legal_uscc", "receipt", "chapter");

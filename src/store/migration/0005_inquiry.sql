-- Questions between the central bank and a bank, and releases: where receipts may be held.
create table "inquiry" (
    "id" text not null primary key,
    "tenant" text not null,
    "inquiry" text not null,
    "month" text not null,
    "legal_uscc" text not null,
    "asked_by" text not null,
    "question" text not null,
    "about" text not null,
    "due_on" text,
    "state" text not null,
    "turn" bigint not null,
    "made_by" text not null,
    "version" bigint not null,
    "made_at" text not null,
    check ("state" in ('sent', 'answered', 'accepted', 'reopened')),
    unique ("tenant", "inquiry")
);

create table "inquiry_turn" (
    "id" text not null primary key,
    "tenant" text not null,
    "inquiry" text not null,
    "turn" bigint not null,
    "side" text not null,
    "text" text not null,
    "filing" text,
    "made_by" text not null,
    "made_at" text not null,
    check ("side" in ('pboc', 'bank')),
    unique ("tenant", "inquiry", "turn")
);

create table "release" (
    "id" text not null primary key,
    "tenant" text not null,
    "month" text not null,
    "number" bigint not null,
    "level" text not null,
    "run" text not null,
    "state" text not null,
    "cells" bigint not null,
    "hidden" bigint not null,
    "complements" bigint not null,
    "told_already" bigint not null,
    "borrowers_min" bigint not null,
    "dominance_e4" bigint not null,
    "rule_source" text not null,
    "made_by" text not null,
    "approved_by" text,
    "approved_at" text,
    "reason" text,
    "version" bigint not null,
    "made_at" text not null,
    check ("level" in ('internal', 'joint', 'public')),
    check ("state" in ('made', 'approved', 'refused')),
    check ("approved_by" is null or "approved_by" <> "made_by"),
    unique ("tenant", "month", "number")
);

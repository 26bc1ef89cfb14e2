create table flow (
    target   text        not null check (target in ('mailbox-provider', 'service')),
    name     text        not null,
    standing text        not null check (standing in ('free', 'watched', 'slowed', 'held')),
    rule     text,
    why      text,
    since    timestamptz not null,
    until    timestamptz,
    pace     integer     not null,
    waiting  bigint      not null,
    messages bigint      not null,
    failed   bigint      not null,
    told_at  timestamptz not null,
    version  bigint      not null,
    primary key (target, name)
);

comment on table flow is 'What dispatch tells of mailbox providers and services whose messages wait or slow down.';

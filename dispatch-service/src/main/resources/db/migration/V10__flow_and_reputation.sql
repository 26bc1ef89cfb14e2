-- Mailbox providers and public services whose messages do not flow as usual, as it was told last.
create table flow (
    target   text        not null check (target in ('mailbox-provider', 'service')),
    name     text        not null,
    standing text        not null check (standing in ('free', 'watched', 'slowed', 'held')),
    rule     text,
    why      text,
    since    timestamptz not null,
    until    timestamptz,
    pace     integer     not null check (pace between 0 and 100),
    waiting  bigint      not null,
    messages bigint      not null,
    failed   bigint      not null,
    told_at  timestamptz not null,
    version  bigint      not null,
    primary key (target, name)
);

-- What became of the e-mails of each public service, by the hour, for two days.
create table reputation (
    service    text        not null,
    hour       timestamptz not null,
    messages   bigint      not null,
    bounced    bigint      not null,
    complained bigint      not null,
    primary key (service, hour)
);

-- Public services that may not send in bulk until an administrator lets them.
create table reputation_hold (
    service    text    not null primary key,
    rule       text    not null,
    messages   bigint  not null,
    failed     bigint  not null,
    -- The pause has come: when it goes, the service goes on.
    was_paused boolean not null
);

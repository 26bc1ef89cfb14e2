create table batch (
    id               uuid        primary key,
    service          text        not null references service (slug),
    name             text,
    template         text        not null,
    template_version integer     not null,
    lane             text        not null,
    not_before       timestamptz,
    expires_at       timestamptz,
    spread_rows      integer,
    spread_seconds   bigint,
    hourly           integer,
    auto_start       boolean     not null,
    skip_errors      boolean     not null,
    columns          text        not null,
    state            text        not null check (state in
        ('checking', 'ready', 'running', 'paused', 'cancelling', 'cancelled', 'done', 'failed')),
    reason           text,
    rows             integer     not null,
    checked          integer     not null default 0,
    valid            integer     not null default 0,
    invalid          integer     not null default 0,
    duplicates       integer     not null default 0,
    faults           integer     not null default 0,
    accepted         integer,
    cancelled        integer,
    expired          integer,
    refused          integer,
    created_at       timestamptz not null,
    checked_at       timestamptz,
    started_at       timestamptz,
    ended_at         timestamptz,
    deadline         timestamptz not null,
    next_at          timestamptz,
    served_at        timestamptz,
    told_line        integer     not null default 0,
    epoch            integer     not null default 1
);

comment on column batch.deadline is
    'When the sweeper ends the state it is in: the lease of a check, or what is too long to wait.';
comment on column batch.accepted is 'The final counts; absent while rows may still change.';

create index batch_of_service on batch (service, created_at desc, id);
create index batch_running on batch (next_at) where state = 'running';
create index batch_open on batch (deadline) where state <> 'running';

-- What one row asks for, sealed; empty once it was sent or never will be.
create table batch_row (
    batch       uuid    not null references batch (id) on delete cascade,
    line        integer not null,
    id          uuid    not null,
    state       text    not null check (state in
        ('waiting', 'claimed', 'accepted', 'cancelled', 'expired', 'refused')),
    day         date,
    content     bytea,
    lease_until timestamptz,
    epoch       integer not null default 0,
    primary key (batch, line),
    check ((content is null) = (state in ('accepted', 'cancelled', 'expired', 'refused')))
);

create index batch_row_open on batch_row (batch, line) where state in ('waiting', 'claimed');

create table batch_fault (
    batch   uuid    not null references batch (id) on delete cascade,
    line    integer not null,
    number  integer not null,
    kind    text    not null check (kind in ('error', 'duplicate', 'refused')),
    heading text    not null,
    code    text    not null,
    problem text    not null,
    remedy  text    not null,
    primary key (batch, line, number)
);

-- One row a notification: what remains to be done for it, and who does it.
create table task (
    notification_id uuid        primary key,
    service         text        not null,
    lane            text        not null,
    ambiguity       text        not null,
    proof_code      text        not null,
    routed_at       timestamptz not null,
    expires_at      timestamptz not null,
    -- Sealed addresses and words; emptied at the final state.
    plan            text,
    words_day       date,
    words           bytea,
    -- Where the plan stands.
    step            int         not null,
    channel         text        not null,
    deadline        timestamptz not null,
    attempt         int         not null,
    failures        int         not null,
    state           text        not null check (state in ('due', 'leased', 'done')),
    result          text,
    due_at          timestamptz not null,
    -- Each claim adds one to the epoch; who writes with an older one has lost the task.
    lease_until     timestamptz,
    epoch           int         not null,
    check (state <> 'leased' or lease_until is not null),
    check (state <> 'done' or (result is not null and plan is null and words is null))
);

-- Cipher text does not compress: trying costs more than it saves.
alter table task alter column words set storage external;

create index task_due on task (lane, due_at) where state = 'due';
create index task_leased on task (lease_until) where state = 'leased';
create index task_ending on task (least(expires_at, deadline)) where state = 'due';

-- Written before the provider is called, closed after: an open one without a lease is ambiguous.
-- No foreign key: both rows are written by one statement, and its check would lock the task row
-- once more for every attempt.
create table attempt (
    notification_id uuid        not null,
    step            int         not null,
    number          int         not null,
    started_at      timestamptz not null,
    ended_at        timestamptz,
    result          text,
    code            text,
    reference       text,
    primary key (notification_id, step, number),
    check ((ended_at is null) = (result is null))
);

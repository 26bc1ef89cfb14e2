-- Facts that wait for the broker; written in the transaction that changes the state they tell of.
create table outbox (
    id         bigint generated always as identity primary key,
    topic      text        not null,
    key        uuid        not null,
    event_id   uuid        not null,
    type       text        not null,
    time       text        not null,
    fact       bytea       not null,
    created_at timestamptz not null default now()
);

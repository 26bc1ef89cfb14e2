create table status_position (
    service     text primary key,
    life        text        not null,
    position    bigint      not null,
    told_at     timestamptz not null
);

comment on table status_position is 'How far the status topic of each public service that has one has come in the feed.';
comment on column status_position.told_at is 'When something was last told, or tried: whoever waited longest comes first.';

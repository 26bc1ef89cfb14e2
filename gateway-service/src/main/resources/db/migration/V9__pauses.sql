create table pause (
    kind    text        not null check (kind in ('channel', 'provider', 'service', 'batch')),
    name    text        not null,
    lane    text check (lane in ('express', 'bulk')),
    paused  boolean     not null,
    version bigint      not null,
    since   timestamptz not null,
    actor   text        not null,
    reason  text        not null,
    told_at timestamptz not null,
    primary key (kind, name)
);

comment on table pause is 'What administrators paused. What was resumed stays, for its version.';
comment on column pause.version is 'Counts the orders: who hears an older one later ignores it.';
comment on column pause.told_at is 'What is paused is told again from time to time.';

-- Mailbox providers that asked us to be slower, for all replicas. What has recovered has no effect any more.
create table pace (
    name    text             not null primary key,
    factor  double precision not null check (factor > 0 and factor <= 1),
    strikes integer          not null check (strikes > 0),
    since   timestamptz      not null,
    until   timestamptz      not null,
    why     text             not null
);

-- Who shares the pace: the replicas that were seen a moment ago.
create table pace_replica (
    id      uuid        not null primary key,
    seen_at timestamptz not null
);

-- What a new domain or address has sent to each mailbox provider on each day of its warm-up.
create table pace_day (
    day  date   not null,
    name text   not null,
    sent bigint not null check (sent >= 0),
    primary key (day, name)
);

create table provider_state (
    provider text        not null,
    channel  text        not null,
    breaker  text        not null check (breaker in ('closed', 'open', 'half-open')),
    why      text,
    since    timestamptz not null,
    version  bigint      not null,
    primary key (provider, channel)
);

comment on table provider_state is 'What dispatch tells of providers. One that never failed has no row.';

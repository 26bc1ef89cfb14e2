-- Which providers do not work, for all replicas. One that never failed has no row.
create table breaker (
    provider    text        not null,
    channel     text        not null,
    state       text        not null check (state in ('closed', 'open', 'half-open')),
    why         text,
    since       timestamptz not null,
    pause_ms    bigint      not null,
    next_probe  timestamptz not null,
    -- Who probes has so long; then another replica may.
    probe_until timestamptz,
    version     bigint      not null,
    primary key (provider, channel),
    check ((state = 'half-open') = (probe_until is not null)),
    check ((state = 'closed') = (why is null))
);

-- What addresses did not take, and why that lies in them; complaints too. Addresses are known by their HMAC only.
create table suppression_hit (
    digest          text        not null,
    notification_id uuid        not null,
    rule            text        not null check (rule in ('hard', 'disabled', 'full', 'complaint')),
    channel         text        not null,
    service         text        not null,
    reason          text,
    code            text,
    at              timestamptz not null,
    primary key (digest, notification_id, rule)
);

create index suppression_hit_service on suppression_hit (service, digest);
create index suppression_hit_at on suppression_hit (at);

-- Addresses that get nothing more until then: of nobody ('*'), or of the one service that they complained of.
create table suppression (
    id      uuid        not null unique,
    digest  text        not null,
    scope   text        not null,
    channel text        not null,
    rule    text        not null check (rule in ('hard', 'disabled', 'full', 'complaint')),
    reason  text,
    code    text,
    since   timestamptz not null,
    last_at timestamptz not null,
    until   timestamptz,
    primary key (digest, scope)
);

create index suppression_until on suppression (until);

-- Services that know better. It holds against what was known by then, and for that service alone.
create table suppression_lift (
    service text        not null,
    digest  text        not null,
    at      timestamptz not null,
    who     text        not null,
    why     text        not null,
    primary key (service, digest, at)
);

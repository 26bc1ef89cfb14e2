create table sending_domain (
    domain     text        primary key check (domain = lower(domain)),
    service    text references service (slug),
    created_at timestamptz not null
);

comment on table sending_domain is 'Domains in whose name e-mails are written.';
comment on column sending_domain.service is 'Whose it is; none: the platform''s own, for every service.';

create index sending_domain_service on sending_domain (service);

create table signing_key (
    domain     text        not null references sending_domain (domain) on delete cascade,
    selector   text        not null,
    state      text        not null check (state in ('current', 'next', 'retired')),
    public_key bytea       not null,
    -- The private half in PKCS#8, sealed by the master key; destroyed when it is retired.
    sealed     bytea,
    created_at timestamptz not null,
    since      timestamptz not null,
    primary key (domain, selector),
    check ((sealed is null) = (state = 'retired'))
);

comment on column signing_key.since is 'When it came into its state.';

-- One signs, and one is published already, to take its turn.
create unique index signing_key_live on signing_key (domain, state) where state <> 'retired';

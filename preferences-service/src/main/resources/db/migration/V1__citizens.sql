-- Where the citizens of a service can be reached. Nothing in clear: citizens and addresses are found by HMAC, addresses
-- are sealed with the service's own contact key.
create table contact (
    service        text        not null,
    citizen_digest text        not null,
    channel        text        not null check (channel in ('EMAIL', 'SMS')),
    address_digest text        not null,
    sealed_address text        not null,
    updated_at     timestamptz not null,
    primary key (service, citizen_digest, channel)
);

-- Who wants no optional messages of a service: a citizen (every channel) or one address.
create table opt_out (
    service    text        not null,
    digest     text        not null,
    refused_at timestamptz not null,
    primary key (service, digest)
);

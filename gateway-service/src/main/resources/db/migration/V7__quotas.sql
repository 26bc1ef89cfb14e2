-- What somebody has set; for all else the configuration holds.
create table service_limit (
    service text   not null references service (slug),
    name    text   not null,
    size    bigint not null check (size >= 0),
    primary key (service, name)
);

-- What all replicas together have reserved in one window. Nobody checks that the service exists: this
-- is asked before anything else is.
create table quota_use (
    service   text        not null,
    name      text        not null,
    starts_at timestamptz not null,
    ends_at   timestamptz not null,
    reserved  bigint      not null check (reserved >= 0),
    primary key (service, name, starts_at)
) with (fillfactor = 50);

create index quota_use_over on quota_use (ends_at);

-- Files that services send along with e-mails: name and content sealed under the key of the service and the day, bound to the
-- id. Each goes when nobody needs it any more.
create table attachment (
    id         uuid        primary key,
    service    text        not null references service (slug),
    day        date        not null,
    type       text        not null,
    size       int         not null check (size > 0),
    name       bytea       not null,
    content    bytea       not null,
    created_at timestamptz not null,
    needed_until timestamptz not null
);

-- Cipher text does not compress.
alter table attachment alter column content set storage external;

create index attachment_service on attachment (service) include (size);
create index attachment_needed_until on attachment (needed_until);

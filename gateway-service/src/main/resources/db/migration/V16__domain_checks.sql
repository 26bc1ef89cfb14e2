alter table sending_domain
    add column held            boolean     not null default true,
    add column health          text check (health in ('green', 'orange', 'red')),
    add column findings        text,
    add column checked_at      timestamptz,
    add column check_at        timestamptz not null default now(),
    add column test_recipients text        not null default '';

comment on column sending_domain.held is 'Only test recipients are written to in its name.';
comment on column sending_domain.check_at is 'When it is examined next; moved ahead by who does it, as a lease.';
comment on column sending_domain.test_recipients is 'Digests of addresses, separated by blanks.';

update sending_domain set held = false where service is null;

create index sending_domain_due on sending_domain (check_at);

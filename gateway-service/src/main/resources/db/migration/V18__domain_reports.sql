-- Reports of mailbox providers that were counted: each is counted once.
create table domain_report (
    id  uuid primary key,
    -- Heard, by our clock.
    day date not null
);
create index domain_report_day on domain_report (day);

-- What they counted, by domain, day, provider and server.
create table domain_report_count (
    domain       text   not null,
    day          date   not null,
    organisation text   not null,
    source       text   not null,
    messages     bigint not null,
    passed       bigint not null,
    dkim_aligned bigint not null,
    spf_aligned  bigint not null,
    quarantined  bigint not null,
    rejected     bigint not null,
    primary key (domain, day, organisation, source)
);
create index domain_report_count_day on domain_report_count (day);

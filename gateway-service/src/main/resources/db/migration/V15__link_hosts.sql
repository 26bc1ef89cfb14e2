-- The websites to which a service links, by its own word: the check of its templates names all others.
create table link_host (
    service text not null references service (slug),
    host    text not null,
    primary key (service, host)
);

create table kafka_door (
    service      text primary key references service (slug),
    opened_at    timestamptz,
    renewed_at   timestamptz,
    leased_until timestamptz
);

comment on table kafka_door is 'Services with topics and a user of their own on the broker.';
comment on column kafka_door.opened_at is 'Null while the first attempt is not complete.';
comment on column kafka_door.leased_until is 'Somebody makes it, or died while doing so.';

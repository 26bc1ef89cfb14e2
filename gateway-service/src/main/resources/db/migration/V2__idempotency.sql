create table idempotency (
    service      text        not null,
    key          text        not null,
    notification uuid        not null,
    fingerprint  text        not null,
    epoch        integer     not null,
    leased_until timestamptz not null,
    answer       text,
    created_at   timestamptz not null,
    primary key (service, key)
);

comment on column idempotency.key is 'Digest: clients like to put names and addresses into their keys.';
comment on column idempotency.fingerprint is 'A digest of each field, so that a difference can be named.';
comment on column idempotency.epoch is 'How often somebody began the work.';
comment on column idempotency.answer is 'What was answered, without personal data; null until then.';

create index idempotency_by_age on idempotency (created_at);

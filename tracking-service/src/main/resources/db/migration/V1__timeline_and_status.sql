-- What happened to every notification: one row a fact, never changed.
-- Ids of notifications are UUIDs of version 7, so a range of ids is a range of time: a month of facts is one
-- partition, which can be dropped instead of deleted, and the key of the row is also the key of the partition.
create table event (
    notification_id uuid        not null,
    id              uuid        not null,
    kind            text        not null,
    at              timestamptz not null,
    channel         text,
    step            integer     not null,
    attempt         integer     not null,
    report          text,
    response        text,
    reason          text,
    provider_code   text,
    due_at          timestamptz,
    -- What few facts carry: the provider's reference and sealed words, the channels that were left out.
    details         jsonb,
    recorded_at     timestamptz not null default now(),
    primary key (notification_id, id)
) partition by range (notification_id);

create table event_otherwise partition of event default;

do $$
declare
    month date;
begin
    for month in select generate_series(date '2026-11-01', date '2028-12-01', interval '1 month') loop
        execute format(
            'create table %I partition of event for values from (%L) to (%L)',
            'event_' || to_char(month, 'YYYY_MM'),
            lpad(to_hex(extract(epoch from month at time zone 'UTC')::bigint * 1000), 12, '0')
                || '00000000000000000000',
            lpad(to_hex(extract(epoch from (month + interval '1 month') at time zone 'UTC')::bigint * 1000), 12, '0')
                || '00000000000000000000');
    end loop;
end
$$;

-- Where every notification stands. Columns from template to recipient_box are empty while facts have overtaken
-- the request.
create table notification (
    id               uuid primary key,
    service          text        not null,
    template         text,
    template_version integer,
    category         text,
    lane             text,
    proof_code       text,
    reference_digest text,
    not_before       timestamptz,
    expires_at       timestamptz,
    recipient_day    date,
    recipient_box    text,
    status           text        not null,
    reason           text,
    provider_code    text,
    channel          text,
    sequence         bigint      not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null
);

create index notification_newest on notification (service, created_at desc, id desc);
create index notification_by_status on notification (service, status, created_at desc, id desc);
create index notification_by_template on notification (service, template, created_at desc, id desc);
create index notification_by_reference on notification (service, reference_digest, created_at desc, id desc)
    where reference_digest is not null;

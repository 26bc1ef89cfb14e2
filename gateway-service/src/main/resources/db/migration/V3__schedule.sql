-- Accepted notifications that may not leave yet. Content is what will be told, with its boxes sealed.
create table scheduled_notification (
    id          uuid primary key,
    service     text        not null references service (slug),
    lane        text        not null check (lane in ('EXPRESS', 'BULK')),
    state       text        not null check (state in ('WAITING', 'LEAVING', 'LEFT', 'STOPPED')),
    accepted_at timestamptz not null,
    not_before  timestamptz not null,
    due_at      timestamptz not null,
    request     bytea,
    settled_at  timestamptz,
    check ((request is null) = (state in ('LEFT', 'STOPPED'))),
    check ((settled_at is null) = (request is not null))
);

comment on column scheduled_notification.due_at is
    'When it is taken: at first not_before; while it is leaving, when another may take it over.';

create index scheduled_notification_due on scheduled_notification (lane, due_at)
    where state in ('WAITING', 'LEAVING');

create index scheduled_notification_settled on scheduled_notification (settled_at)
    where settled_at is not null;

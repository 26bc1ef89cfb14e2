-- What came back by mail, sealed before it was read: work until it is done, then kept for as long as the retention says.
create table inbound_mail (
    -- Of the address and the content: a mail that is brought again is the same row.
    id              uuid        primary key,
    purpose         text        not null check (purpose in ('bounce', 'complaint', 'reply')),
    notification_id uuid        not null,
    step            int         not null,
    attempt         int         not null,
    service         text        not null,
    -- The day of its data key, and what that key opens; emptied where nothing is to be read again.
    day             date        not null,
    box             bytea,
    received_at     timestamptz not null,
    state           text        not null check (state in ('due', 'leased', 'done', 'dead')),
    -- When it is looked at; while it is leased, the end of the lease.
    due_at          timestamptz not null,
    gives_up_at     timestamptz not null,
    failures        int         not null,
    -- Each claim adds one; who writes with an older one has lost it.
    epoch           int         not null,
    result          text,
    check ((state in ('done', 'dead')) = (result is not null)),
    check (state in ('done', 'dead') or box is not null)
);

-- Cipher text does not compress: trying costs more than it saves.
alter table inbound_mail alter column box set storage external;

create index inbound_mail_work on inbound_mail (due_at) where state in ('due', 'leased');
create index inbound_mail_dead on inbound_mail (received_at) where state = 'dead';
create index inbound_mail_received on inbound_mail (received_at);
-- How much was brought about one notification.
create index inbound_mail_notification on inbound_mail (notification_id, received_at);

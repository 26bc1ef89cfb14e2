-- By when something must have happened to a notification, and what has not. Only what is not settled has a due_by, so the
-- indexes hold little, however many rows there are.
alter table notification
    add column due_by        timestamptz,
    add column overdue       text,
    add column overdue_since timestamptz;

create index notification_due on notification (due_by) where due_by is not null;
create index notification_overdue on notification (service, created_at desc, id desc) where overdue is not null;

-- What is open is looked at once: the watchdog then says by when.
update notification set due_by = updated_at where status in ('ACCEPTED', 'SCHEDULED', 'IN_PROGRESS', 'SENT');

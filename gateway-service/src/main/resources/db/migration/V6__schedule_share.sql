-- Whose turn it is: the services of a lane one after the other, and within each the longest due first.
create index scheduled_notification_share on scheduled_notification (lane, service, due_at)
    where state in ('WAITING', 'LEAVING');

drop index scheduled_notification_due;

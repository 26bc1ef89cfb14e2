-- When the citizen called it unwanted: counted once for each notification.
alter table attempt add column complained_at timestamptz;

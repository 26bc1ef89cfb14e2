-- The file of which a notification is a row, and how the rows of a file stand without looking at them.
alter table notification add column batch uuid;

create index notification_of_batch on notification (service, batch, status) where batch is not null;

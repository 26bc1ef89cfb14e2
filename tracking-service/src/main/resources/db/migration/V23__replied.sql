-- Whether the citizen answered: readers of the feed are told, without a word of it.
alter table notification add column replied boolean not null default false;
alter table status_change add column replied boolean not null default false;

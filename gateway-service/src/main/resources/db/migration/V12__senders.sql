-- Answers to an e-mail must reach somebody: until a service says who, those in charge of it.
update service set reply_to = contact where reply_to is null;

alter table service add column from_local text;
alter table service add column from_domain text;
alter table service add constraint service_from check ((from_local is null) = (from_domain is null));

comment on column service.from_domain is 'In whose name it writes; none: the platform''s own domain.';

create index service_from_domain on service (from_domain) where from_domain is not null;

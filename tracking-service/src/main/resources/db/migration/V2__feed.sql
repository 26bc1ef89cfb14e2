-- Every visible change of every notification, in the order in which readers are told.
--
-- The order is that of the transactions, and a reader is told of none while one that is older still runs: so no
-- change can appear behind a reader's back, however long its transaction took.
create table status_change (
    service         text        not null,
    transaction     xid8        not null default pg_current_xact_id(),
    ordinal         bigint      not null,
    notification_id uuid        not null,
    sequence        bigint      not null,
    status          text        not null,
    reason          text,
    provider_code   text,
    channel         text,
    at              timestamptz not null,
    told_at         timestamptz not null default now()
) partition by range (told_at);

create sequence status_change_ordinal as bigint cache 1;
alter table status_change alter column ordinal set default nextval('status_change_ordinal');

create index status_change_order on status_change (service, transaction, ordinal);

-- Changes about which nobody has made a month; a row here means that the job of the months does not run.
create table status_change_otherwise partition of status_change default;

-- Adds the months from the first to the last that are missing and drops those that ended before, and tells how many
-- were added. One replica does it, others leave it to that one.
create function keep_feed_months(first date, last date, ended_before date) returns integer language plpgsql as $$
declare
    month date;
    name text;
    added integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('tracking: keep_feed_months')) then
        return 0;
    end if;
    for month in select generate_series(date_trunc('month', first), date_trunc('month', last), interval '1 month') loop
        name := 'status_change_' || to_char(month, 'YYYY_MM');
        if to_regclass(name) is null then
            execute format('create table %I (like status_change including all)', name);
            execute format(
                'with moved as (delete from status_change_otherwise where told_at >= %L and told_at < %L returning *)'
                    || ' insert into %I select * from moved',
                month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC', name);
            execute format(
                'alter table status_change attach partition %I for values from (%L) to (%L)',
                name, month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
            added := added + 1;
        end if;
    end loop;
    for name in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'status_change'::regclass and c.relname ~ '^status_change_\d{4}_\d{2}$'
            and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= ended_before
    loop
        execute format('drop table %I', name);
    end loop;
    return added;
end
$$;

select keep_feed_months(current_date, (current_date + interval '6 months')::date, '2000-01-01');

-- Which life of the feed this is: after a restore from a dump, transactions count anew and old cursors mean nothing.
create table feed_life (
    only_row boolean primary key default true check (only_row),
    id       uuid not null default gen_random_uuid()
);
insert into feed_life default values;

-- What public services are told: one row a visible change of status, never changed.

-- Numbers the rows. A writer draws its numbers while it holds the rows of its notifications, so the numbers of one
-- notification follow its sequence; those of writers at the same time do not become visible in their order.
create sequence status_change_position;

-- A month is dropped, not deleted. Rows go by the time of the database at which they were written.
create table status_change (
    position        bigint      not null,
    service         text        not null,
    notification_id uuid        not null,
    sequence        bigint      not null,
    status          text        not null,
    reason          text,
    provider_code   text,
    channel         text,
    at              timestamptz not null,
    told_at     timestamptz not null default now()
) partition by range (told_at);

create index status_change_by_service on status_change (service, position);
create index status_change_in_order on status_change (position);

create table status_change_otherwise partition of status_change default;

-- The feed as a whole: up to where months were dropped, and which life of it this is. Another life makes every cursor
-- lapse. A restore that lost rows begins one: another cluster or another timeline does so by itself, see feed_life().
create table feed (
    single         boolean primary key default true check (single),
    life           text   not null default substr(gen_random_uuid()::text, 1, 8),
    lapsed_through bigint not null default 0
);

insert into feed default values;

create function feed_life() returns text language sql volatile as $$
    select life || '-' || to_hex((select system_identifier from pg_control_system()))
        || '-' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
    from feed
$$;

-- The highest number that was ever drawn.
create function feed_drawn() returns bigint language sql volatile as $$
    select coalesce(pg_sequence_last_value('status_change_position'), 0)
$$;

-- A writer says here, before it draws, that all its numbers will be above the ones drawn so far. It says so with an
-- advisory lock whose name holds that number, and that goes away after its rows have become visible, or never will.
-- 17748 marks these locks among others.
create function enter_feed() returns void language sql volatile as $$
    select pg_advisory_xact_lock_shared((17748::bigint << 48) | feed_drawn())
$$;

-- Up to here no row is missing, and none will ever be added: below the numbers of all writers that have not ended.
-- The order of the two steps matters: whoever enters after the first draws higher numbers than it.
create function feed_horizon() returns bigint language plpgsql volatile as $$
declare
    drawn bigint := feed_drawn();
    held  bigint;
begin
    select min(((classid::bigint & 65535) << 32) | objid::bigint) into held
    from pg_locks
    where locktype = 'advisory' and objsubid = 1 and (classid::bigint >> 16) = 17748
        and database = (select oid from pg_database where datname = current_database());
    return least(drawn, held);
end
$$;

-- Creates the months to come and the present one, and drops those that ended before the first day to keep. One replica does it at a time.
-- Neither waits long for readers and writers, because others would queue behind it.
create function turn_feed(today date, kept_from date) returns integer language plpgsql as $$
declare
    month   date;
    bottom  timestamptz;
    ceiling timestamptz;
    name    text;
    last    bigint;
    turned  integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('tracking: turn_feed')) then
        return 0;
    end if;
    perform set_config('lock_timeout', '2s', true);
    for month in select generate_series(date_trunc('month', today::timestamp), today + interval '6 months', interval '1 month') loop
        name := 'status_change_' || to_char(month, 'YYYY_MM');
        if to_regclass(name) is null then
            bottom := month::timestamp at time zone 'UTC';
            ceiling := (month::timestamp + interval '1 month') at time zone 'UTC';
            execute format('create table %I (like status_change including all)', name);
            execute format(
                'with moved as (delete from status_change_otherwise where told_at >= %L and told_at < %L returning *)'
                    || ' insert into %I select * from moved',
                bottom, ceiling, name);
            execute format('alter table status_change attach partition %I for values from (%L) to (%L)', name, bottom, ceiling);
            turned := turned + 1;
        end if;
    end loop;
    for name in
        select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'status_change'::regclass and relname ~ '^status_change_\d{4}_\d{2}$' order by relname
    loop
        continue when to_date(right(name, 7), 'YYYY_MM') + interval '1 month' > kept_from;
        execute format('select max(position) from %I', name) into last;
        update feed set lapsed_through = greatest(lapsed_through, coalesce(last, 0));
        execute format('drop table %I', name);
        turned := turned + 1;
    end loop;
    return turned;
end
$$;

select turn_feed((now() at time zone 'UTC')::date, (now() at time zone 'UTC')::date - 90);

-- The months of the timeline go on for ever: the service asks for the next ones long before they begin.

create function month_begins(month date) returns uuid language sql immutable as $$
    select (lpad(to_hex(extract(epoch from month::timestamp at time zone 'UTC')::bigint * 1000), 12, '0')
        || '00000000000000000000')::uuid
$$;

-- Creates the months that are missing from the first to the last, and tells how many. One replica does it, others
-- leave it to that one. A table that is filled first and attached then never makes writers of other months wait; what the
-- default partition holds of a month moves into it.
create function add_months(first date, last date) returns integer language plpgsql as $$
declare
    month date;
    name text;
    added integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('tracking: add_months')) then
        return 0;
    end if;
    for month in select generate_series(date_trunc('month', first), date_trunc('month', last), interval '1 month') loop
        name := 'event_' || to_char(month, 'YYYY_MM');
        if to_regclass(name) is null then
            execute format('create table %I (like event including all)', name);
            execute format(
                'with moved as (delete from event_otherwise where notification_id >= %L and notification_id < %L returning *)'
                    || ' insert into %I select * from moved',
                month_begins(month), month_begins((month + interval '1 month')::date), name);
            execute format(
                'alter table event attach partition %I for values from (%L) to (%L)',
                name, month_begins(month), month_begins((month + interval '1 month')::date));
            added := added + 1;
        end if;
    end loop;
    return added;
end
$$;

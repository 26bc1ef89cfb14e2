-- What a provider took can come back: what would be tried next stays, sealed, until kept_until. It is kept only
-- where the plan has a next step, and emptied as soon as it can serve no more.
alter table task
    add column kept_until timestamptz,
    drop constraint task_check1,
    drop constraint task_sent_check,
    add constraint task_over_check
        check (state not in ('sent', 'done') or (result is not null
            and (kept_until is not null or (plan is null and words is null)))),
    add constraint task_kept_check
        check (kept_until is null or (state in ('sent', 'done') and plan is not null and words is not null));

create index task_kept on task (kept_until) where kept_until is not null;

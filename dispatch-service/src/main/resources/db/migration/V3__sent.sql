-- What a provider took, and of which a proof is still missing: it waits until due_at. What was taken before
-- stays done.
alter table task
    drop constraint task_state_check,
    add constraint task_state_check check (state in ('due', 'leased', 'sent', 'done', 'stopped')),
    add constraint task_sent_check
        check (state <> 'sent' or (result is not null and plan is null and words is null));

create index task_sent on task (due_at) where state = 'sent';

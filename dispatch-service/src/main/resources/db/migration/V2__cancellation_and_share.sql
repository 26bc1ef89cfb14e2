-- A cancellation can be heard before the plan that it is about: it then waits as a row without a plan
-- (state 'stopped', kept until due_at), so that the key of the table itself decides who was first.
alter table task
    alter column lane drop not null,
    alter column ambiguity drop not null,
    alter column proof_code drop not null,
    alter column routed_at drop not null,
    alter column channel drop not null,
    -- When the service asked for the cancellation; never set while a task is due.
    add column cancelled_at timestamptz,
    drop constraint task_state_check,
    add constraint task_state_check check (state in ('due', 'leased', 'done', 'stopped')),
    add constraint task_plan_check
        check (state = 'stopped' or num_nulls(lane, ambiguity, proof_code, routed_at, channel) = 0),
    add constraint task_cancelled_check check (state <> 'due' or cancelled_at is null);

create index task_stopped on task (due_at) where state = 'stopped';

-- Whose turn it is: the services of a lane one after the other, and within each the oldest first.
create index task_share on task (lane, channel, service, due_at) where state = 'due';
drop index task_due;

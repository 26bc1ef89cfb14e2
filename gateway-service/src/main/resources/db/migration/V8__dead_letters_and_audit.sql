create table dead_letter (
    id               uuid primary key,
    reader           text        not null,
    topic            text        not null,
    partition        integer     not null,
    "offset"         bigint      not null,
    origin_topic     text        not null,
    origin_partition integer,
    origin_offset    bigint,
    reason           text        not null,
    fact             text,
    subject          uuid,
    service          text,
    buried_at        timestamptz not null,
    taken_at         timestamptz not null,
    state            text        not null
        check (state in ('open', 'redriving', 'redriven', 'resolved', 'purged', 'lapsed')),
    leased_until     timestamptz,
    settled_at       timestamptz,
    settled_by       text,
    explanation      text,
    sealed           bytea,
    check ((state = 'redriving') = (leased_until is not null)),
    check (state not in ('purged', 'lapsed') or sealed is null)
);

comment on table dead_letter is 'What a service could not read or process, from the topics of dead letters.';
comment on column dead_letter.id is 'Derived from topic, partition, offset and time of the record: read again it is the same.';
comment on column dead_letter.sealed is 'The record, sealed under a key derived from the master key; null once it was emptied.';

create index dead_letter_newest on dead_letter (buried_at, id);
create index dead_letter_open on dead_letter (buried_at, id) where state in ('open', 'redriving');
create index dead_letter_of_service on dead_letter (service, buried_at, id);

alter table audit
    add column reason       text,
    add column state_before text,
    add column state_after  text;

create index audit_of_subject on audit (subject, id);
create index audit_of_actor on audit (actor, id);

-- What was done stays done: lines are added, never changed or removed.
create function refuse_rewriting() returns trigger language plpgsql as
$$
begin
    raise exception 'the audit trail is append-only';
end
$$;

create trigger append_only
    before update or delete
    on audit
    for each row
execute function refuse_rewriting();

create trigger append_only_as_a_whole
    before truncate
    on audit
execute function refuse_rewriting();

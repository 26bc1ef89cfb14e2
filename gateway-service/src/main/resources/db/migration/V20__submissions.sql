create table submission (
    service         text        not null,
    submission_id   uuid        not null,
    fingerprint     text        not null,
    notification_id uuid        not null,
    answer          text,
    reserved_at     timestamptz not null,
    primary key (service, submission_id)
);

create index submission_age on submission (reserved_at);

comment on table submission is 'Submissions that came over Kafka: the same one again is the same notification.';
comment on column submission.fingerprint is 'Keyed digest of the content; tells a repetition from another content.';
comment on column submission.answer is 'SubmissionAccepted; null while nobody knows whether the broker has the notification.';

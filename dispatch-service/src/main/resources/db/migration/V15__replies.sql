-- What comes back of a reply that was handed to a public service is about the service's own mailbox.
alter table inbound_mail
    drop constraint inbound_mail_purpose_check,
    add constraint inbound_mail_purpose_check
        check (purpose in ('bounce', 'complaint', 'reply', 'forward'));

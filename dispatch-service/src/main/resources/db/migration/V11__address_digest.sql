-- To whom an attempt went that was taken, as preferences knows the address: it may come back after the plan was emptied.
alter table attempt add column address_digest text;

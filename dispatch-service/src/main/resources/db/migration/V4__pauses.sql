-- What administrators have paused, as the gateway tells it. What was resumed stays, for its version.
create table pause (
    target  text    not null,
    name    text    not null,
    lane    text,
    paused  boolean not null,
    version bigint  not null,
    primary key (target, name)
);

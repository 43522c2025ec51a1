-- Text ids, whole numbers and bytes only, so that both databases hold the same rows.
-- Times are milliseconds since 1970, given by the server. Truth values are 0 or 1.

-- Who may come in.
create table people (
    id text primary key,
    login text not null unique,
    name text not null,
    password_hash text,
    active integer not null default 1,
    ability integer not null default 100,
    created_at_ms integer not null
);
create table departments (
    id text primary key,
    name text not null,
    active integer not null default 1
);
create table regions (
    id text primary key,
    name text not null,
    active integer not null default 1
);
-- An empty department or region means: none in particular.
create table holdings (
    user_id text not null references people (id),
    post text not null,
    department text not null default '',
    region text not null default '',
    primary key (user_id, post, department, region)
);
create index holdings_by_post on holdings (post, department);
create table absences (
    id text primary key,
    user_id text not null references people (id),
    from_day text not null,
    to_day text not null,
    reason text not null default ''
);
create index absences_by_person on absences (user_id, from_day);
create table sessions (
    token_hash blob primary key,
    id text not null unique,
    user_id text not null references people (id),
    device_id text not null,
    device_name text not null,
    created_at_ms integer not null,
    seen_at_ms integer not null,
    expires_at_ms integer not null
);
create index sessions_by_person on sessions (user_id);
create table one_time_links (
    token_hash blob primary key,
    kind text not null,
    user_id text references people (id),
    expires_at_ms integer not null,
    used_at_ms integer
);
create index one_time_links_by_person on one_time_links (user_id);

-- What the company has settled. Every write raises config_version.
create table settings (
    key text primary key,
    value text not null
);
create table config_version (
    id integer primary key,
    version integer not null
);
insert into config_version (id, version) values (1, 1);
create table audit (
    id text primary key,
    at_ms integer not null,
    user_id text not null,
    what text not null,
    subject text not null,
    detail text not null
);
create index audit_by_time on audit (at_ms, id);

-- The log: the only truth about records. Everything below it can be made again from it.
create table changes (
    seq integer primary key,
    record_id text not null,
    hash blob not null unique,
    actor text not null,
    user_id text not null,
    device_id text not null,
    received_at_ms integer not null,
    bytes blob not null
);
create index changes_by_record on changes (record_id, seq);
create index changes_by_actor on changes (actor, record_id);
create table records (
    id text primary key,
    process text not null,
    number text,
    title text not null default '',
    stage text not null default '',
    owner text,
    assignee text,
    department text,
    about text,
    last_seq integer not null,
    created_seq integer not null,
    updated_at_ms integer not null,
    summary text not null,
    void integer not null default 0,
    key blob
);
create index records_by_seq on records (last_seq);
create index records_by_stage on records (process, stage, last_seq);
create index records_by_owner on records (owner, process);
create index records_by_assignee on records (assignee, process);
create index records_by_department on records (department, process);
create index records_by_about on records (about);
create unique index records_by_number on records (number) where number is not null;
create table snapshots (
    record_id text primary key,
    upto_seq integer not null,
    bytes blob not null
);
create table actors (
    actor text primary key,
    user_id text not null,
    device_id text not null,
    first_seen_ms integer not null
);
create index actors_by_device on actors (user_id, device_id);
-- Who sees what, from when: `*`, `d:<department>`, `u:<user>`.
create table scopes (
    scope_key text not null,
    record_id text not null,
    entered_seq integer not null,
    left_seq integer,
    primary key (scope_key, record_id)
);
create index scopes_by_entry on scopes (scope_key, entered_seq);
create index scopes_by_leaving on scopes (scope_key, left_seq);
create index scopes_by_record on scopes (record_id);
create table numbers (
    prefix text primary key,
    last integer not null
);
create table dead_letters (
    id text primary key,
    at_ms integer not null,
    user_id text not null,
    device_id text not null,
    record_id text not null,
    process text not null,
    hash blob not null,
    reason text not null,
    bytes blob not null
);
create index dead_letters_by_time on dead_letters (at_ms);
create index dead_letters_by_record on dead_letters (record_id);
create unique index dead_letters_by_hash on dead_letters (user_id, hash);
create table tombstones (
    record_id text primary key,
    at_ms integer not null
);
create table meta (
    key text primary key,
    value text not null
);

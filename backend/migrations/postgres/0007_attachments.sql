-- Files that belong to records. The bytes are in a folder or in an S3 store; here stand their names and who has sent them.

-- What is kept: once, however many records name it. The key is the object's name in the store and never used twice, so
-- that clearing away cannot take what has just come.
create table blobs (
    id text primary key,
    key text not null unique,
    media text not null,
    size bigint not null,
    at_ms bigint not null
);
create table attachments (
    id text not null references blobs (id),
    record_id text not null,
    user_id text not null,
    device_id text not null,
    name text not null,
    at_ms bigint not null,
    primary key (id, record_id)
);
create index attachments_by_record on attachments (record_id);
-- On the way: how much of a file one device has brought.
create table uploads (
    id text not null,
    record_id text not null,
    user_id text not null,
    device_id text not null,
    key text not null unique,
    media text not null,
    size bigint not null,
    name text not null,
    strip bigint not null,
    held bigint not null,
    at_ms bigint not null,
    primary key (id, record_id, user_id, device_id)
);
create index uploads_by_time on uploads (at_ms);
create index uploads_by_person on uploads (user_id);
-- Keys under which something may lie in the store that nobody needs any more.
create table litter (
    key text primary key
);

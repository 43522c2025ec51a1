-- Imports. A batch and all its changes are kept before the first of them is pushed, so that it can be finished.
create table import_batches (
    id text primary key,
    at_ms bigint not null,
    user_id text not null,
    file text not null,
    department text not null,
    state text not null,
    total bigint not null,
    skipped_errors bigint not null,
    skipped_duplicates bigint not null,
    undo_user_id text,
    undo_at_ms bigint
);
create index import_batches_by_time on import_batches (at_ms);
create index import_batches_by_state on import_batches (state);
create table import_rows (
    batch text not null references import_batches (id),
    line bigint not null,
    record_id text not null,
    title text not null,
    state text not null,
    bytes bytea,
    primary key (batch, line)
);
create index import_rows_by_state on import_rows (batch, state);

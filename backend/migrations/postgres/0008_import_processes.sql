-- Any process is imported: which one, the change that closes a case of the past, and mappings that a company keeps.
alter table import_batches add column process text not null default 'customer';
alter table import_rows add column closing bytea;
create table import_templates (
    id text primary key,
    process text not null,
    name text not null,
    json text not null,
    user_id text not null,
    at_ms bigint not null
);
create unique index import_templates_by_name on import_templates (process, name);

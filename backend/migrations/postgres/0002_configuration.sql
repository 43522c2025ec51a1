-- What a company may settle beside people, departments and settings. Each is whole JSON: nothing asks for its parts.

-- 客户分类.
create table classes (
    id text primary key,
    name text not null,
    active bigint not null default 1
);
-- A year of holidays, in the form of holiday-cn; it replaces what the program knows of that year.
create table calendar_years (
    year bigint primary key,
    json text not null
);
create table scripts (
    id text primary key,
    version bigint not null,
    json text not null
);
-- Processes beside the built-in ones; the newest version of each.
create table processes (
    id text primary key,
    version bigint not null,
    json text not null
);
-- The version of the process that a record was born with: it names the record's first change.
alter table records add column version bigint not null default 1;
-- Ability is 1 to 5; what stood here before was a share of 100 that nobody read.
update people set ability = 3 where ability < 1 or ability > 5;

-- What a record is about, or a part of: whoever works on it may read that, too.
create table links (
    record_id text not null,
    target text not null,
    primary key (record_id, target)
);
create index links_by_target on links (target);
insert into links (record_id, target) select id, about from records where about is not null;
drop index records_by_about;
alter table records drop column about;

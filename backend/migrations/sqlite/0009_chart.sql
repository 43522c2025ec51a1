-- The org chart: what a department is a part of, and who heads it; and to whom a record was escalated.
alter table departments add column parent text;
alter table departments add column head text;
alter table records add column superior text;

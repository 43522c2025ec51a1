-- What a device called itself when it first wrote, so that a person can tell two of them apart.
alter table actors add column device_name text not null default '';

-- Whoever takes calls for a department sees its customer files.
insert into scopes (scope_key, record_id, entered_seq)
    select 'p:front_desk:' || coalesce(department, ''), id, created_seq from records where process = 'customer';
insert into scopes (scope_key, record_id, entered_seq)
    select 'p:assistant:' || coalesce(department, ''), id, created_seq from records where process = 'customer';

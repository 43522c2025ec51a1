-- Whoever takes calls and visitors for a department sees its customer files and its cases, and whoever fills in a building's
-- report sees that it is asked for.
insert into scopes (scope_key, record_id, entered_seq)
    select 'p:front_desk:' || coalesce(department, ''), id, created_seq from records where process in
        ('customer', 'complaint', 'matter', 'repair', 'finding', 'handover', 'notice', 'building_month');
insert into scopes (scope_key, record_id, entered_seq)
    select 'p:assistant:' || coalesce(department, ''), id, created_seq from records where process in
        ('customer', 'complaint', 'matter', 'repair', 'finding', 'handover', 'notice', 'building_month');
insert into scopes (scope_key, record_id, entered_seq)
    select 'p:specialist:' || coalesce(department, ''), id, created_seq from records where process = 'building_month';

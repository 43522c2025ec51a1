-- Whoever supervises the service from outside (服务督察) reads the cases, the follow-ups and the rounds of all departments.
insert into scopes (scope_key, record_id, entered_seq)
    select 'w', id, created_seq from records where process in
        ('complaint', 'finding', 'follow_up', 'matter', 'repair', 'round');

-- A department that a case names sees it as its own (`named_see`). Devices that stand at the end of the log come to these
-- rows with the next change; a scope that was left is entered anew.
insert into scopes (scope_key, record_id, entered_seq)
    select distinct k.before || d.id, r.id, (select coalesce(max(seq), 0) + 1 from changes)
    from records r
    join departments d on r.summary like '%"departments":"%' || d.id || '%' or r.summary like '%"inform":"%' || d.id || '%'
        or r.summary like '%"repair_department":"%' || d.id || '%'
    cross join (select 'd:' as before union all select 'p:front_desk:' union all select 'p:assistant:') k
    where r.process in ('complaint', 'matter', 'repair')
    on conflict (scope_key, record_id) do update set entered_seq = excluded.entered_seq, left_seq = null
        where scopes.left_seq is not null;

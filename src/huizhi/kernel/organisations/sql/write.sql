-- Writes reference rows as the owner, inside the scope that is open. `what`: organ, organ_division, post, power_list, power_item.
create or replace function organisations_write(what text, given jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  lo text := nullif(current_setting('huizhi.lo', true), '');
  hi text := nullif(current_setting('huizhi.hi', true), '');
  written integer;
begin
  if lo is null or hi is null then
    raise exception '未设定管辖范围' using errcode = 'insufficient_privilege';
  end if;
  if what in ('organ', 'organ_division', 'post') and exists (
    select 1 from jsonb_to_recordset(given) as r(scope_code text)
     where r.scope_code is null or not (r.scope_code collate "C" >= lo collate "C" and r.scope_code collate "C" < hi collate "C")
  ) then
    raise exception '机构不在管辖范围内' using errcode = 'insufficient_privilege';
  end if;
  -- A power list holds for all organs of a level: only the province (two digits) or the house itself writes it.
  if what in ('power_list', 'power_item') and length(trim(lo)) > 2 then
    raise exception '权责清单由省级维护' using errcode = 'insufficient_privilege';
  end if;
  if what = 'organ' then
    insert into public.organisations_organ
           (scope_code, name, short_name, level, official_code, address, phone, since, until)
    select r.scope_code, r.name, coalesce(r.short_name, ''), r.level, coalesce(r.official_code, ''),
           coalesce(r.address, ''), coalesce(r.phone, ''), r.since, r.until
      from jsonb_to_recordset(given) as r(scope_code text, name text, short_name text, level text, official_code text,
           address text, phone text, since date, until date)
    on conflict (scope_code) do update
       set name = excluded.name, short_name = excluded.short_name, official_code = excluded.official_code,
           address = excluded.address, phone = excluded.phone, since = excluded.since, until = excluded.until;
    get diagnostics written = row_count;
    update public.organisations_organ o set parent_id = p.id
      from jsonb_to_recordset(given) as r(scope_code text, parent_scope_code text), public.organisations_organ p
     where o.scope_code = r.scope_code and p.scope_code = r.parent_scope_code and o.parent_id is distinct from p.id;
  elsif what = 'organ_division' then
    insert into public.organisations_organdivision (organ_id, division_code, since, until)
    select o.id, r.division_code, r.since, r.until
      from jsonb_to_recordset(given) as r(scope_code text, division_code text, since date, until date)
      join public.organisations_organ o on o.scope_code = r.scope_code
    on conflict (organ_id, division_code) do update set since = excluded.since, until = excluded.until;
    get diagnostics written = row_count;
  elsif what = 'post' then
    insert into public.organisations_post (organ_id, name, rank)
    select o.id, r.name, coalesce(r.rank, '')
      from jsonb_to_recordset(given) as r(scope_code text, name text, rank text)
      join public.organisations_organ o on o.scope_code = r.scope_code
    on conflict (organ_id, name) do update set rank = excluded.rank;
    get diagnostics written = row_count;
  elsif what = 'power_list' then
    insert into public.organisations_powerlist (level, version, source, since, until)
    select r.level, r.version, coalesce(r.source, ''), r.since, r.until
      from jsonb_to_recordset(given) as r(level text, version text, source text, since date, until date)
    on conflict (level, version) do update set source = excluded.source, since = excluded.since, until = excluded.until;
    get diagnostics written = row_count;
  elsif what = 'power_item' then
    insert into public.organisations_poweritem (power_list_id, code, name, kind, matter, basis)
    select l.id, r.code, r.name, r.kind, coalesce(r.matter, ''), coalesce(r.basis, '')
      from jsonb_to_recordset(given) as r(level text, version text, code text, name text, kind text, matter text, basis text)
      join public.organisations_powerlist l on l.level = r.level and l.version = r.version
    on conflict (power_list_id, code) do update
       set name = excluded.name, kind = excluded.kind, matter = excluded.matter, basis = excluded.basis;
    get diagnostics written = row_count;
  else
    raise exception '不认识的种类 %', what using errcode = 'invalid_parameter_value';
  end if;
  return written;
end $$;

-- An organ's place in the tree is given once: nobody changes or removes it, the owner included.
create or replace function organisations_keep_scope_code() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.scope_code <> old.scope_code or new.level <> old.level then
    raise exception '机构码 % 一经使用不得更改、删除或再用', old.scope_code using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create or replace trigger keep_scope_code before update or delete on organisations_organ
  for each row execute function organisations_keep_scope_code();

"""What only the owner may do around the first bulk load: put indexes and foreign keys aside, build them again, analyse.

`legal_entities_bulk_begin` works on an empty register alone, so nobody can strip a register that is in use.
"""

from django.db import migrations

TABLES = """array['parties_party', 'parties_identifier', 'legal_entities_entity', 'legal_entities_lifecycleevent',
  'legal_entities_relation', 'legal_entities_publicentity']"""

SUSPENDED = """
create table legal_entities_suspended (
  id bigint generated always as identity primary key,
  step integer not null,
  name text not null,
  definition text not null
)
"""

BEGIN = """
create function legal_entities_bulk_begin() returns boolean
language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '10s' as $$
declare
  one record;
begin
  if exists (select from legal_entities_suspended) then
    return true;
  end if;
  if exists (select from legal_entities_entity) then
    return false;
  end if;
  for one in
    select 2 as step, c.conname as name, c.contype, format('%I', r.relname) as place, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class r on r.oid = c.conrelid
    where r.relname = any (:tables) and r.relnamespace = 'public'::regnamespace and c.contype in ('f', 'u')
  loop
    insert into legal_entities_suspended (step, name, definition)
    values (case one.contype when 'f' then 2 else 1 end, one.name,
            format('alter table public.%s add constraint %I %s', one.place, one.name, one.definition));
    execute format('alter table public.%s drop constraint %I', one.place, one.name);
  end loop;
  for one in
    select i.relname as name, pg_get_indexdef(i.oid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class r on r.oid = x.indrelid
    where r.relname = any (:tables) and r.relnamespace = 'public'::regnamespace and not x.indisprimary
  loop
    insert into legal_entities_suspended (step, name, definition) values (1, one.name, one.definition);
    execute format('drop index public.%I', one.name);
  end loop;
  return true;
end $$
""".replace(":tables", TABLES)

NEXT = """
create function legal_entities_bulk_build(wanted integer) returns text
language plpgsql security definer
set search_path = pg_catalog, public set maintenance_work_mem = '512MB' set max_parallel_maintenance_workers = 1 as $$
declare
  one legal_entities_suspended;
begin
  select * into one from legal_entities_suspended where step = wanted
  order by definition like '%USING gin%' desc, id for update skip locked limit 1;
  if one.id is null then
    return null;
  end if;
  execute one.definition;
  delete from legal_entities_suspended where id = one.id;
  return one.name;
end $$
"""

PENDING = """
create function legal_entities_bulk_open() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select from legal_entities_suspended)
$$
"""

ANALYSE = """
create function legal_entities_analyse() returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  analyze parties_party, parties_identifier, legal_entities_entity, legal_entities_lifecycleevent,
    legal_entities_relation, legal_entities_publicentity, legal_entities_searchshelf, legal_entities_entitycount;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("legal_entities", "0001_initial"), ("parties", "0001_initial")]

    operations = [
        migrations.RunSQL(SUSPENDED, "drop table legal_entities_suspended"),
        migrations.RunSQL(BEGIN, "drop function legal_entities_bulk_begin()"),
        migrations.RunSQL(NEXT, "drop function legal_entities_bulk_build(integer)"),
        migrations.RunSQL(PENDING, "drop function legal_entities_bulk_open()"),
        migrations.RunSQL(ANALYSE, "drop function legal_entities_analyse()"),
    ]

"""What only the owner may do to notes and tiles: append, sequence, erase, compare; and what nobody may: shorten or remove."""

from django.db import migrations

APPEND = r"""
create function ledger_append(
  uuids uuid[], kinds text[], subjects text[], ats timestamptz[], build text, scopes text[],
  entries bytea[], salts bytea[], payloads bytea[]
) returns void language sql security definer set search_path = pg_catalog, public as $$
  insert into ledger_note (uuid, kind, subject, at, recorded_at, build, scope_code, entry, digest)
    select uuid, kind, subject, at, clock_timestamp(), ledger_append.build, scope, entry, sha256(entry)
    from unnest(uuids, kinds, subjects, ats, scopes, entries) as t(uuid, kind, subject, at, scope, entry);
  insert into ledger_notepayload (note_id, salt, payload)
    select * from unnest(uuids, salts, payloads);
  insert into ledger_pending (note_uuid, digest, queued_at)
    select uuid, sha256(entry), clock_timestamp() from unnest(uuids, entries) as t(uuid, entry);
$$;
"""

SEQUENCE = r"""
create function ledger_sequence(start bigint, most integer) returns table (leaf_digest bytea)
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if start <> (select coalesce(max("position") + 1, 0) from ledger_leaf) then
    raise exception '叶的位置不连续：%', start using errcode = 'restrict_violation';
  end if;
  return query
    with taken as (
      delete from ledger_pending p where p.id = any (array(select q.id from ledger_pending q order by q.id limit most))
      returning p.id, p.note_uuid, p.digest
    ), placed as (
      insert into ledger_leaf as l ("position", digest, note_id)
      select start + row_number() over (order by t.id) - 1, t.digest, t.note_uuid from taken t
      returning l."position" as place, l.digest
    )
    select placed.digest from placed order by placed.place;
end $$;
"""

ERASE = r"""
create function ledger_erase(
  target uuid, erasing uuid, subject text, at timestamptz, build text, scope text, entry bytea, salt bytea, payload bytea
) returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if convert_from(entry, 'UTF8')::jsonb ->> 'kind' is distinct from 'ledger.payload_erased'
     or convert_from(entry, 'UTF8')::jsonb ->> 'subject' is distinct from 'note:' || target::text then
    raise exception '抹除须由写明对象的抹除记录' using errcode = 'restrict_violation';
  end if;
  perform ledger_append(array[erasing], array['ledger.payload_erased'], array[subject], array[at], build, array[scope],
                        array[entry], array[salt], array[payload]);
  update ledger_notepayload p set salt = null, payload = null, erased_by = erasing
    where p.note_id = target and p.erased_by is null;
  if not found then
    raise exception '没有可抹除的内容：%', target using errcode = 'no_data_found';
  end if;
end $$;
"""

QUEUE = r"""
create function ledger_queue() returns table (depth bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*), min(queued_at) from ledger_pending
$$;
"""

# Columns, entry, leaf and payload commitment say the same, or the position is returned with what does not.
DISAGREEMENTS = r"""
create function ledger_disagreements(first bigint, past bigint) returns table (place bigint, reason text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select * from (
    select l."position" as place, case
      when n.uuid is null then 'note'
      when sha256(n.entry) <> l.digest or n.digest <> l.digest then 'entry'
      when convert_from(n.entry, 'UTF8')::json ->> 'kind' is distinct from n.kind
        or convert_from(n.entry, 'UTF8')::json ->> 'subject' is distinct from n.subject
        or convert_from(n.entry, 'UTF8')::json ->> 'uuid' is distinct from n.uuid::text
        or (convert_from(n.entry, 'UTF8')::json ->> 'at')::timestamptz is distinct from n.at then 'columns'
      when p.note_id is null or (p.payload is null and e.uuid is null) then 'payload'
      when p.payload is not null and convert_from(n.entry, 'UTF8')::json ->> 'payload'
        is distinct from encode(sha256('hz/1/pc\012'::bytea || p.salt || p.payload), 'hex') then 'payload'
    end as reason
    from ledger_leaf l
    left join ledger_note n on n.uuid = l.note_id
    left join ledger_notepayload p on p.note_id = n.uuid
    left join ledger_note e on e.uuid = p.erased_by and e.kind = 'ledger.payload_erased'
    where l."position" >= first and l."position" < past and l.note_id is not null
  ) found where reason is not null order by place
$$;
"""

REFUSALS = r"""
create function ledger_refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception '表 % 的行不得删除', tg_table_name using errcode = 'restrict_violation';
end $$;
create function ledger_tile_grows() returns trigger language plpgsql as $$
begin
  if (new.log_id, new.level, new.n) is distinct from (old.log_id, old.level, old.n)
     or octet_length(new.h) <= octet_length(old.h)
     or substring(new.h from 1 for octet_length(old.h)) <> old.h then
    raise exception '砖只能加长，不得改动' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create function ledger_head_grows() returns trigger language plpgsql as $$
begin
  if new.log_id <> old.log_id or new.size <= old.size then
    raise exception '树头只能增长' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create function ledger_payload_only_erased() returns trigger language plpgsql as $$
begin
  if current_user <> (select relowner::regrole::text from pg_class where oid = tg_relid)
     or new.note_id <> old.note_id or old.erased_by is not null
     or new.salt is not null or new.payload is not null
     or not exists (select 1 from ledger_note n where n.uuid = new.erased_by
                    and n.kind = 'ledger.payload_erased' and n.subject = 'note:' || new.note_id::text) then
    raise exception '记录内容不得更改，只能依记录抹除' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger kept before delete or truncate on ledger_tile for each statement execute function ledger_refuse_removal();
create trigger kept before delete or truncate on ledger_head for each statement execute function ledger_refuse_removal();
create trigger kept before delete or truncate on ledger_notepayload
  for each statement execute function ledger_refuse_removal();
create trigger grows before update on ledger_tile for each row execute function ledger_tile_grows();
create trigger grows before update on ledger_head for each row execute function ledger_head_grows();
create trigger only_erased before update on ledger_notepayload for each row execute function ledger_payload_only_erased();
alter table ledger_tile alter column h set storage external;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (APPEND, SEQUENCE, ERASE, QUEUE, DISAGREEMENTS, REFUSALS)
    ]

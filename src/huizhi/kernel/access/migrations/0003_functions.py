"""Functions that run as the owner: counters, and the sealed store. Each has its search_path pinned, pg_temp last."""

from django.db import migrations

_COUNTERS = """
create function access_take(p_bucket text, p_at timestamptz, p_every interval, p_burst integer) returns double precision
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_free timestamptz;
begin
  -- Token bucket in one upsert: shut_until is the instant at which the bucket is full again.
  insert into public.access_ratewindow as w (bucket, opened_at, hits, shut_until) values (p_bucket, p_at, 1, p_at + p_every)
  on conflict (bucket) do update set hits = w.hits + 1, shut_until = greatest(w.shut_until, p_at) + p_every
    where greatest(w.shut_until, p_at) + p_every - p_at <= p_every * p_burst
  returning shut_until into v_free;
  if found then
    return 0;
  end if;
  select shut_until into v_free from public.access_ratewindow where bucket = p_bucket;
  return greatest(extract(epoch from v_free + p_every - p_every * p_burst - p_at), 1);
end $$;

create function access_attempt(p_bucket text, p_at timestamptz, p_limit integer, p_within interval, p_shut interval)
returns table (admitted boolean, used integer, until timestamptz)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  -- The attempt is counted before it is made: many at once cannot slip through together.
  return query
  insert into public.access_ratewindow as w (bucket, opened_at, hits, shut_until)
  values (p_bucket, p_at, 1, case when p_limit <= 1 then p_at + p_shut end)
  on conflict (bucket) do update set
    opened_at = case when w.shut_until is not null or w.opened_at + p_within <= p_at then p_at else w.opened_at end,
    hits = case when w.shut_until is not null or w.opened_at + p_within <= p_at then 1 else w.hits + 1 end,
    shut_until = case
      when (case when w.shut_until is not null or w.opened_at + p_within <= p_at then 1 else w.hits + 1 end) >= p_limit
      then p_at + p_shut end
    where w.shut_until is null or w.shut_until <= p_at
  returning true, hits, shut_until;
  if not found then
    return query select false, w.hits, w.shut_until from public.access_ratewindow w where w.bucket = p_bucket;
  end if;
end $$;

create function access_clear(p_bucket text) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  delete from public.access_ratewindow where bucket = p_bucket;
$$;

create function access_forget(p_before timestamptz) returns bigint
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  with gone as (
    delete from public.access_ratewindow where opened_at < p_before and (shut_until is null or shut_until < p_before) returning 1
  ) select count(*) from gone;
$$;

alter table access_ratewindow set unlogged;
"""

_SEALED = """
create function access_seal(p_uuid uuid, p_subject text, p_scope text, p_key_id text, p_ciphertext bytea, p_at timestamptz, p_by text)
returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if p_scope = '' or p_subject = '' then
    raise exception '密封身份须有所属事项和管辖范围' using errcode = 'check_violation';
  end if;
  insert into public.access_sealedidentity (uuid, subject, scope_code, key_id, ciphertext, sealed_at, sealed_by)
  values (p_uuid, p_subject, p_scope, p_key_id, p_ciphertext, p_at, p_by);
end $$;

create function access_sealed_subject(p_uuid uuid) returns table (subject text, scope_code text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  -- What a request to open must name; inside the asker's range alone, and nothing of the identity itself.
  select s.subject::text, s.scope_code::text from public.access_sealedidentity s
   where s.uuid = p_uuid
     and s.scope_code >= nullif(current_setting('huizhi.lo', true), '')
     and s.scope_code < nullif(current_setting('huizhi.hi', true), '');
$$;

create function access_guard_opening() returns trigger language plpgsql as $$
declare
  v_account text := nullif(current_setting('huizhi.account', true), '');
begin
  if tg_op = 'DELETE' then
    raise exception '开启申请不得删除' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.asked_by::text is distinct from v_account or new.decided_by is not null or new.approved is not null
       or new.opened_at is not null or new.read_until is not null then
      raise exception '开启申请只能由申请人本人提出，且尚无决定' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if (new.uuid, new.identity_uuid, new.scope_code, new.subject, new.reason, new.asked_by, new.asked_name, new.asked_at)
     is distinct from
     (old.uuid, old.identity_uuid, old.scope_code, old.subject, old.reason, old.asked_by, old.asked_name, old.asked_at) then
    raise exception '开启申请提出后不得更改' using errcode = 'restrict_violation';
  end if;
  if (new.decided_by, new.decided_name, new.decided_at, new.approved, new.read_until)
     is distinct from (old.decided_by, old.decided_name, old.decided_at, old.approved, old.read_until)
     and (old.decided_by is not null or new.decided_by::text is distinct from v_account) then
    raise exception '开启申请只能由另一人决定一次' using errcode = 'insufficient_privilege';
  end if;
  if new.opened_at is distinct from old.opened_at and (old.opened_at is not null or current_user = session_user) then
    raise exception '密封身份只能经 access_open_sealed 开启一次' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create trigger guard_opening before insert or update or delete on access_openingrequest
  for each row execute function access_guard_opening();

create function access_open_sealed(p_request uuid, p_at timestamptz) returns table (identity uuid, key_id text, ciphertext bytea)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_request public.access_openingrequest%rowtype;
begin
  select * into v_request from public.access_openingrequest r where r.uuid = p_request for update;
  if not found
     or v_request.asked_by::text is distinct from nullif(current_setting('huizhi.account', true), '')
     or v_request.approved is distinct from true
     or v_request.decided_by is null or v_request.decided_by = v_request.asked_by
     or v_request.opened_at is not null
     or p_at < v_request.decided_at or p_at > v_request.read_until
     or v_request.scope_code < coalesce(nullif(current_setting('huizhi.lo', true), ''), '~')
     or v_request.scope_code >= coalesce(nullif(current_setting('huizhi.hi', true), ''), '') then
    raise exception '密封身份不得开启：须由另一人批准、在时限内、由申请人本人、仅一次' using errcode = 'insufficient_privilege';
  end if;
  update public.access_openingrequest r set opened_at = p_at where r.uuid = p_request;
  insert into public.access_reading (scope_code, account_uuid, name, kind, subjects, purpose, act_id, at)
  values (v_request.scope_code, v_request.asked_by, v_request.asked_name, 'access.sealed_identity',
          array[v_request.subject]::varchar(120)[], left(v_request.reason, 300), p_request::text, p_at);
  return query select s.uuid, s.key_id::text, s.ciphertext from public.access_sealedidentity s
   where s.uuid = v_request.identity_uuid;
end $$;
"""

_UNDO = """
drop trigger guard_opening on access_openingrequest;
drop function access_open_sealed(uuid, timestamptz);
drop function access_guard_opening();
drop function access_sealed_subject(uuid);
drop function access_seal(uuid, text, text, text, bytea, timestamptz, text);
drop function access_forget(timestamptz);
drop function access_clear(text);
drop function access_attempt(text, timestamptz, integer, interval, interval);
drop function access_take(text, timestamptz, interval, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_what_may_be_done")]

    operations = [migrations.RunSQL(_COUNTERS + _SEALED, _UNDO)]

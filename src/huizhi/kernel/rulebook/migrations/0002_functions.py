"""How edits, confirmations and holiday notices come into being: by functions of the owner that know the writer's scope.

The tables are reference, so the application's role can only read them. Each function answers with the number of the new row,
or below nought with the reason why there is none: -1 somebody was faster, -2 the writer's range does not cover the province,
-3 the editor would confirm his own edit, -4 confirmed before (services.py turns these into refusals).
"""

from django.db import migrations

PROVINCIAL = """
create function rulebook_covers(code text) returns boolean language sql stable set search_path = pg_catalog, public as $$
  select coalesce(nullif(current_setting('huizhi.lo', true), '') <= code and current_setting('huizhi.hi', true) > code, false)
     and nullif(current_setting('huizhi.account', true), '') is not null
$$;

create function rulebook_is_provincial() returns boolean language sql stable set search_path = pg_catalog, public as $$
  select coalesce(length(nullif(current_setting('huizhi.lo', true), '')) <= 2, false)
$$;
"""

EDIT = """
create function rulebook_edit_parameter(
  p_key text, p_seen integer, p_value jsonb, p_effective_on date, p_basis text, p_reason text, p_by text,
  p_at timestamptz, p_digest text, p_before text
) returns integer language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  place text;
  last record;
begin
  select scope_code into place from rulebook_parameter where key = p_key for update;
  if place is null or not rulebook_covers(place) then
    return -2;
  end if;
  select e.n, e.digest into last from rulebook_parameteredit e where e.parameter = p_key order by e.n desc limit 1;
  if coalesce(last.n, 0) <> p_seen or coalesce(last.digest, '') <> p_before then
    return -1;
  end if;
  insert into rulebook_parameteredit (parameter, n, value, effective_on, basis, reason, by, by_account, at, digest, before)
  values (p_key, p_seen + 1, p_value, p_effective_on, p_basis, p_reason, p_by,
          current_setting('huizhi.account')::uuid, p_at, p_digest, p_before);
  return p_seen + 1;
end $$;
"""

CONFIRM = """
create function rulebook_confirm(
  p_kind text, p_subject text, p_digest text, p_ground text, p_by text, p_at timestamptz
) returns integer language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  account uuid;
begin
  account := nullif(current_setting('huizhi.account', true), '')::uuid;
  if account is null or not rulebook_is_provincial() then
    return -2;
  end if;
  if p_kind = 'parameter_edit' and exists (
    select 1 from rulebook_parameteredit where parameter = p_subject and digest = p_digest and by_account = account
  ) then
    return -3;
  end if;
  insert into rulebook_confirmation (kind, subject, digest, ground, by, by_account, at)
  values (p_kind, p_subject, p_digest, p_ground, p_by, account, p_at)
  on conflict do nothing;
  return case when found then 1 else -4 end;
end $$;
"""

HOLIDAYS = """
create function rulebook_load_holidays(
  p_year integer, p_seen integer, p_document_number text, p_days_off jsonb, p_days_worked jsonb, p_source text,
  p_confidence text, p_by text, p_at timestamptz, p_digest text
) returns integer language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  held integer;
begin
  if not rulebook_is_provincial() then
    return -2;
  end if;
  perform pg_advisory_xact_lock(hashtext('rulebook_load_holidays'), p_year);
  select coalesce(max(n), 0) into held from rulebook_holidaynotice where year = p_year;
  if held <> p_seen then
    return -1;
  end if;
  insert into rulebook_holidaynotice (year, n, document_number, days_off, days_worked, source, confidence, by, at, digest)
  values (p_year, held + 1, p_document_number, p_days_off, p_days_worked, p_source, p_confidence, p_by, p_at, p_digest);
  return held + 1;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]

    operations = [
        migrations.RunSQL(
            PROVINCIAL,
            "drop function rulebook_covers(text); drop function rulebook_is_provincial()",
        ),
        migrations.RunSQL(EDIT, "drop function rulebook_edit_parameter"),
        migrations.RunSQL(CONFIRM, "drop function rulebook_confirm"),
        migrations.RunSQL(HOLIDAYS, "drop function rulebook_load_holidays"),
    ]

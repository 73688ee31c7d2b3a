-- Puts notices into inboxes, whoever acts, and letters into the outgoing queue where the account wants them.
-- `given`: [{account, kind, data, link, key, at, title, body, channels}]. A notice with a key that is there is left out.
create or replace function notices_post(given jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  posted integer;
begin
  if nullif(current_setting('huizhi.lo', true), '') is null and nullif(current_setting('huizhi.account', true), '') is null then
    raise exception '未设定管辖范围' using errcode = 'insufficient_privilege';
  end if;
  with told as (
    select gen_random_uuid() as uuid, r.*
      from jsonb_to_recordset(given) as r(account uuid, kind text, data jsonb, link text, key text, at timestamptz,
           title text, body text, channels text[])
  ), messages as (
    insert into public.notices_message (uuid, scope_code, account, kind, data, link, key, at)
    select uuid, '-', account, kind, data, coalesce(link, ''), coalesce(key, ''), at from told
    on conflict (account, kind, key) where not (key = '') do nothing
    returning id, uuid
  ), letters as (
    insert into public.notices_outgoing
           (uuid, scope_code, message_id, channel, "to", subject, body, state, attempts, next_at, receipt, error)
    select gen_random_uuid(), '-', m.id, c.channel, case c.channel when 'mail' then reach.mail else reach.sms end,
           t.title, t.body, 'waiting', 0, t.at, '', ''
      from messages m
      join told t using (uuid)
      join public.notices_reach reach on reach.account = t.account
      cross join lateral unnest(t.channels) as c(channel)
     where case c.channel when 'mail' then reach.mail <> '' and not reach.not_by_mail ? t.kind
                          when 'sms' then reach.sms <> '' and not reach.not_by_sms ? t.kind
                          else false end
  )
  select count(*) into posted from messages;
  return posted;
end $$;

-- What was received stays as it was received; after the seal nothing about it changes.
create or replace function evidence_keep_item() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception '证据材料不得删除' using errcode = 'restrict_violation';
  end if;
  if old.sealed_at is not null then
    raise exception '证据材料已封存，不得更改' using errcode = 'restrict_violation';
  end if;
  if (new.uuid, new.sha256, new.size, new.media_type, new.name, new.received_at, new.received_by, new.metadata)
     is distinct from
     (old.uuid, old.sha256, old.size, old.media_type, old.name, old.received_at, old.received_by, old.metadata) then
    raise exception '证据材料的内容与来源不得更改' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create or replace trigger keep_item before update or delete on evidence_item
  for each row execute function evidence_keep_item();

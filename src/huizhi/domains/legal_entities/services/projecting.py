"""The projector: what searches read is made equal to the register, in the transaction of the act."""

from collections.abc import Sequence

from huizhi.domains.legal_entities.choices import Status
from huizhi.domains.legal_entities.models import Entity, PublicEntity
from huizhi.domains.legal_entities.search_text import (
    STANDING,
    initials_grams,
    initials_of,
    name_grams,
    place_grams,
    search_key,
)
from huizhi.domains.legal_entities.services.shelving import findable, renew

UNSEEN = (Status.RESERVED, Status.LAPSED)  # a reserved name is nobody yet
_FIELDS = [f.attname for f in PublicEntity._meta.concrete_fields if not f.primary_key]


def project(ids: Sequence[int]) -> None:
    """Bring the projection and the shelves of these entities up to date."""
    before = list(findable(ids).values())
    entities = list(Entity.objects.filter(pk__in=ids))
    seen = [projected(e) for e in entities if e.status not in UNSEEN]
    PublicEntity.objects.filter(pk__in={e.pk for e in entities} - {p.pk for p in seen}).delete()
    PublicEntity.objects.bulk_create(seen, update_conflicts=True, unique_fields=["entity"], update_fields=_FIELDS)
    renew(entered=[p.pk for p in seen], left=before)


def projected(entity: Entity) -> PublicEntity:
    """One row of the projection, computed from the register alone."""
    name_key, address_key = search_key(entity.name), search_key(entity.address)
    letters, places = initials_of(name_key), place_grams(entity.scope_code)
    return PublicEntity(
        entity_id=entity.pk,
        code=entity.code,
        name=entity.name,
        kind=entity.kind,
        status=entity.status,
        standing=STANDING[entity.status],
        established_on=entity.established_on,
        industry=entity.industry,
        division=entity.division,
        scope_code=entity.scope_code,
        address=entity.address,
        representative=entity.representative,
        name_key=name_key,
        initials=letters,
        address_key=address_key,
        grams=name_grams(name_key) + initials_grams(letters) + places,
        address_grams=name_grams(address_key) + places,
    )

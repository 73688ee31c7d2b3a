"""Addresses of the register's screens."""

from django.urls import path, register_converter

from huizhi.domains.legal_entities.views import imports, officer, public


class CodeConverter:
    """A unified code, or the old registration number of whoever has none."""

    regex = "[0-9A-HJ-NPQRTUWXY]{18}|[0-9]{15}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

urlpatterns = [
    path("entities/", public.entities, name="entities"),
    path("entities/statistics/", public.statistics, name="entity_statistics"),
    path("entities/<code:code>/", public.entity, name="entity"),
    path("officer/entities/", officer.officer_entities, name="officer_entities"),
    path("officer/entities/imports/", imports.imports, name="imports"),
    path("officer/entities/imports/template/", imports.import_template, name="import_template"),
    path("officer/entities/imports/upload/", imports.upload, name="upload_entities"),
    path("officer/entities/imports/<uuid:uuid>/", imports.import_batch, name="import_batch"),
    path("officer/entities/imports/<uuid:uuid>/load/", imports.load, name="load_entities"),
    path("officer/entities/unmatched/", imports.unmatched, name="unmatched"),
    path("officer/entities/unmatched/<int:fact>/", imports.match, name="match_fact"),
    path("officer/entities/unmatched/<int:fact>/dismiss/", imports.dismiss, name="dismiss_fact"),
    path("officer/entities/<code:code>/", officer.officer_entity, name="officer_entity"),
    path("officer/entities/<code:code>/event/", officer.record_event, name="record_event"),
    path("officer/entities/<code:code>/merge/", officer.merge, name="merge_entity"),
    path("officer/entities/<code:code>/part/<int:merge_id>/", officer.part, name="part_entity"),
    path("business/entity/", officer.own_entity, name="own_entity"),
]

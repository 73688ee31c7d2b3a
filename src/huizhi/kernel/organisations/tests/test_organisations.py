"""Divisions by year, organs that keep their code, officers fenced by scope, powers by version."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError, ProgrammingError

from huizhi.kernel.jobs.services import opened
from huizhi.kernel.organisations import queries, services
from huizhi.kernel.organisations.models import Certificate, Division, Officer, Organ
from huizhi.kernel.organisations.reference import load_divisions
from huizhi.kernel.organisations.services import CertificateRow, OfficerRow, OrganRow, PostRow, PowerRow
from huizhi.kernel.organisations.types import BadOrgan, Level, UnknownOrgan

TODAY = date(2026, 3, 2)


@pytest.fixture
def tree(db: str, at: datetime) -> None:
    with opened("system:reference"):
        services.standard_tree(province="43", by="test", at=at)


def test_hunan_has_14_prefectures_and_122_counties_with_their_codes(db: str) -> None:
    assert len(queries.divisions("430000")) == 14
    counties = Division.objects.filter(code__startswith="43", level=Level.COUNTY, until=None, is_zone=False)
    assert counties.count() == 122
    assert queries.division("430582").name == "邵东市"  # type: ignore[union-attr]
    assert len(queries.divisions("")) == 34


@pytest.mark.parametrize(("year", "old", "new"), [(2016, "430124", None), (2017, None, "430182"), (2020, None, "430182")])
def test_a_code_exists_from_its_year_to_its_year(db: str, year: int, old: str | None, new: str | None) -> None:
    assert (queries.division("430124", year=year) is not None) == (old is not None)
    assert (queries.division("430182", year=year) is not None) == (new is not None)


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("430221", ("430212",)),
        ("430521", ("430582",)),
        ("430124", ("430182",)),
        ("431121", ("431181",)),
        ("430403", ("430406", "430408")),
    ],
)
def test_an_abolished_code_names_its_successors_of_today(db: str, old: str, today: tuple[str, ...]) -> None:
    assert queries.successors_today()[old] == today


def test_a_code_that_was_only_renamed_keeps_both_names(db: str) -> None:
    assert [d.name for d in queries.ever("431102")] == ["零陵区", "芝山区"]
    assert queries.division("431102", year=2000).name == "芝山区"  # type: ignore[union-attr]


def test_a_successor_read_from_place_and_name_alone_says_that_it_is_unsure(db: str) -> None:
    assert {s.confidence for s in queries.successions(of="433021")} == {"U"}
    assert {s.confidence for s in queries.successions(of="430221")} == {"K"}


def test_loading_the_same_files_again_writes_nothing(db: str, at: datetime) -> None:
    assert load_divisions(at=at) == 0


def test_the_standard_tree_has_every_bureau_and_station_under_its_parent(tree: None) -> None:
    assert queries.organ("43").name == "湖南省市场监督管理局"  # type: ignore[union-attr]
    assert len(queries.children("43")) == 14
    assert queries.organ("430102").name == "长沙市芙蓉区市场监督管理局"  # type: ignore[union-attr]
    assert queries.organ("430121").name == "长沙县市场监督管理局"  # type: ignore[union-attr]
    assert [o.scope_code for o in queries.path("430121001")] == ["43", "4301", "430121", "430121001"]
    assert all(o.parent_id for o in queries.subtree("4301")[1:])


def test_the_application_cannot_write_an_organ_past_the_function(tree: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), opened("43"):
        Organ.objects.filter(scope_code="430102").update(name="改名")


def test_without_a_scope_and_outside_it_no_organ_is_written(tree: None, at: datetime) -> None:
    row = OrganRow(scope_code="430102", name="改名")
    with pytest.raises(ProgrammingError, match="未设定管辖范围"):
        services.register_organs([row], by="test", at=at)
    with pytest.raises(ProgrammingError, match="不在管辖范围内"), opened("430103"):
        services.register_organs([row], by="test", at=at)
    with opened("4301"):
        assert services.register_organs([row], by="test", at=at) == 1


def test_a_county_cannot_write_the_power_list_of_its_level(tree: None, at: datetime) -> None:
    with pytest.raises(ProgrammingError, match="省级"), opened("430102"):
        services.adopt_power_list(level=Level.COUNTY, version="x", since=TODAY, source="", items=[], by="test", at=at)


def test_not_even_the_owner_changes_or_removes_a_scope_code(tree: None, superuser: Any) -> None:
    for statement in (
        "update organisations_organ set scope_code = '430999' where scope_code = '430102'",
        "delete from organisations_organdivision; delete from organisations_organ where scope_code = '430102001'",
    ):
        with pytest.raises(Exception, match="不得更改、删除或再用"):
            superuser.execute(statement)


def test_an_organ_without_its_parent_and_a_code_of_five_digits_are_refused(db: str, at: datetime) -> None:
    with opened("system:reference"):
        with pytest.raises(BadOrgan, match="上级机构不存在"):
            services.register_organs([OrganRow(scope_code="430102", name="某局")], by="test", at=at)
        with pytest.raises(BadOrgan, match="位数字"):
            services.register_organs([OrganRow(scope_code="43010", name="某局")], by="test", at=at)


def test_the_competent_organ_follows_a_division_through_its_change(tree: None, at: datetime) -> None:
    found = queries.competent_organ("430221", on=TODAY)
    assert (found.organ_code, found.said) == ("430212", ("430221已变更为430212",))
    split = queries.competent_organ("430403", on=TODAY)
    assert split.organ_code is None
    assert "须按地址确定" in split.said[0]
    assert queries.competent_organ("999999", on=TODAY).organ_code is None


def test_a_town_without_station_falls_to_its_county_and_an_address_finds_its_organ(db: str, at: datetime) -> None:
    with opened("system:reference"):
        services.standard_tree(province="43", by="test", at=at, stations=False)
    located, competent = queries.competent_for_address("长沙市芙蓉区文艺路街道1号", on=TODAY)
    assert located.division == "430102001"
    assert competent.organ_code == "430102"
    assert queries.scope_codes_of_divisions(on=TODAY)["430521"] == "430582"


def test_a_county_that_becomes_a_city_keeps_its_organ(tree: None, at: datetime) -> None:
    with opened("system:reference"):
        services.serve_division(scope_code="430121", division="430121", since=None, until=date(2026, 1, 1), by="test", at=at)
        services.serve_division(scope_code="430121", division="430111", since=date(2026, 1, 1), until=None, by="test", at=at)
    assert queries.competent_organ("430121", on=date(2025, 12, 31)).organ_code == "430121"
    assert queries.competent_organ("430121", on=TODAY).organ_code == "4301"


def enter(code: str, at: datetime, expires: date) -> None:
    with opened(code):
        services.register_posts([PostRow(scope_code=code, name="执法人员", rank="承办人")], by="test", at=at)
        services.register_officers(
            [OfficerRow(scope_code=code, number="001", name=f"甲{code}", posts=("执法人员",), since=date(2020, 1, 1))],
            by="test",
            at=at,
        )
        services.register_certificates(
            [CertificateRow(scope_code=code, officer_number="001", kind="行政执法证", number="X1", expires_on=expires)],
            by="test",
            at=at,
        )


def test_officers_and_certificates_are_seen_in_their_own_scope_alone(tree: None, at: datetime) -> None:
    enter("430102", at, date(2026, 4, 1))
    enter("430103", at, date(2030, 1, 1))
    with opened("430102"):
        assert [o.name for o in queries.officers()] == ["甲430102"]
        assert [c.officer.name for c in queries.certificates_expiring(today=TODAY, within=60)] == ["甲430102"]
    with opened("4301"):
        assert Officer.objects.count() == 2
        assert len(queries.certificates_expiring(today=TODAY, within=60)) == 1
    assert Certificate.objects.count() == 0


def test_a_withdrawn_or_expired_certificate_is_none(tree: None, at: datetime) -> None:
    enter("430102", at, date(2026, 4, 1))
    with opened("430102"):
        uuid = str(queries.officers()[0].uuid)
        assert queries.valid_certificates(officer_uuids=[uuid], on=TODAY)[uuid]
        assert queries.valid_certificates(officer_uuids=[uuid], on=date(2026, 4, 2)) == {}
        services.withdraw_certificate(certificate=Certificate.objects.get(), on=TODAY, by="test", at=at)
        assert queries.valid_certificates(officer_uuids=[uuid], on=TODAY) == {}


def test_entering_the_same_officers_again_changes_them_and_doubles_nothing(tree: None, at: datetime) -> None:
    enter("430102", at, date(2026, 4, 1))
    enter("430102", at, date(2031, 4, 1))
    with opened("430102"):
        assert (Officer.objects.count(), Certificate.objects.get().expires_on) == (1, date(2031, 4, 1))


def test_an_officer_of_an_unknown_organ_or_post_is_refused(tree: None, at: datetime) -> None:
    with opened("43"):
        with pytest.raises(UnknownOrgan):
            services.register_officers([OfficerRow(scope_code="439999", number="1", name="甲")], by="test", at=at)
        with pytest.raises(BadOrgan, match="没有岗位"):
            services.register_officers([OfficerRow(scope_code="4301", number="1", name="甲", posts=("局长",))], by="test", at=at)


def test_a_new_version_of_a_power_list_ends_the_old_one_and_both_can_be_asked(tree: None, at: datetime) -> None:
    item = PowerRow(code="P-1", name="食品经营许可", kind="licence")
    with opened("43"):
        services.adopt_power_list(
            level=Level.COUNTY, version="2024", since=date(2024, 1, 1), source="", items=[item], by="test", at=at
        )
        services.adopt_power_list(
            level=Level.COUNTY, version="2026", since=date(2026, 1, 1), source="", items=[], by="test", at=at
        )
    assert [h.version for h in queries.holders("P-1", on=date(2025, 6, 1))] == ["2024"]
    assert queries.holds_power("430102", "P-1", on=date(2025, 6, 1))
    assert not queries.holds_power("430102", "P-1", on=TODAY)
    assert not queries.holds_power("4301", "P-1", on=date(2025, 6, 1))


def test_an_unknown_kind_of_row_is_refused_by_the_function(tree: None) -> None:
    with pytest.raises(DatabaseError, match="不认识的种类"), opened("43"), connection.cursor() as cursor:
        cursor.execute("select organisations_write('account', '[]')")

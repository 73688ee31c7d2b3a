"""Acts on the law: the province sets its parameters, 法规处 confirms values, a year's holidays are entered."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

import rfc8785
from django.db import connection

from huizhi.kernel.access.services import NotYours, label_of
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.ledger import services as ledger
from huizhi.kernel.rulebook import models, reference
from huizhi.kernel.rulebook.answers import NoSuchRule
from huizhi.kernel.rulebook.parameter_values import Json, ParameterValueRefused, checked, from_text, to_text
from huizhi.kernel.rulebook.types import Confidence
from huizhi.lib.calendar import YearDays
from huizhi.lib.refusal import Refusal

__all__ = [
    "Json",
    "ParameterValueRefused",
    "confirm_edit",
    "confirm_value",
    "edit_parameter",
    "from_text",
    "load_holiday_notice",
    "load_reference",
    "to_text",
]

MOVED, OUTSIDE, SAME_PERSON, TWICE = -1, -2, -3, -4  # what the database functions answer instead of a number


class MovedMeanwhile(Refusal):
    """Somebody else has edited the parameter or entered the year since the page was drawn."""

    code = "RUL-005"
    status = 409


class OutsideProvince(Refusal):
    """The act belongs to the province, and the account's range does not cover it."""

    code = "RUL-006"
    status = 403


class OwnEdit(Refusal):
    """Who has edited a value does not confirm it."""

    code = "RUL-007"
    status = 409


class AlreadyConfirmed(Refusal):
    """This value has been confirmed before."""

    code = "RUL-008"
    status = 409


class MissingGround(Refusal):
    """An edit names its document and its reason; a confirmation names what it was held against."""

    code = "RUL-009"
    status = 422


def load_reference(*, at: datetime) -> None:
    """Load the law files and the past holidays into their tables: run as the owner after every migrate."""
    reference.load_law(at=at)
    reference.load_holidays(at=at)


def edit_parameter(
    *, key: str, value: Json, effective_on: date, basis: str, reason: str, seen: int, by: Viewer, at: datetime
) -> models.ParameterEdit:
    """Give a provincial parameter a value from a day on. `seen` is the number of edits on the page that was acted from."""
    _demand(by, "rulebook.edit_parameter")
    parameter = _parameter(key)
    checked(parameter, value)
    _demand_words({"依据文件": basis, "修改理由": reason})
    last = models.ParameterEdit.objects.filter(parameter=parameter).order_by("-n").first()
    before = last.digest if last else ""
    says: dict[str, Json] = {
        "basis": basis,
        "before": before,
        "effective_on": str(effective_on),
        "key": key,
        "n": seen + 1,
        "reason": reason,
        "value": value,
    }
    digest = sha256(rfc8785.dumps(says)).hexdigest()
    number = _call(
        "rulebook_edit_parameter",
        [key, seen, rfc8785.dumps(value).decode(), effective_on, basis, reason, by.name, at, digest, before],
    )
    _raise_for(number, what=f"参数“{parameter.zh}”")
    ledger.note(
        "rulebook.parameter_edited",
        f"parameter:{key}",
        {"account": by.account_uuid, "before": before, "digest": digest, "effective_on": str(effective_on), "n": number},
        at=at,
        scope_code=parameter.scope_code,
    )
    return models.ParameterEdit.objects.get(parameter=parameter, n=number)


def confirm_edit(*, key: str, n: int, ground: str, by: Viewer, at: datetime) -> models.Confirmation:
    """Confirm an edit of a parameter: only then does it apply. A second person does it."""
    parameter = _parameter(key)
    edit = models.ParameterEdit.objects.filter(parameter=parameter, n=n).first()
    if edit is None:
        raise NoSuchRule(f"参数“{parameter.zh}”没有第 {n} 次修改", remedy="请刷新页面后重试")
    return _confirm(models.Confirmation.Kind.PARAMETER_EDIT, key, edit.digest, ground, by=by, at=at, what=f"参数“{parameter.zh}”")


def confirm_value(*, rule: str, digest: str, ground: str, by: Viewer, at: datetime) -> models.Confirmation:
    """Confirm one dated value of a rule against its text: from then on a clock may rest on it."""
    found = models.RuleValue.objects.filter(rule=rule, digest=digest, withdrawn_at=None).first()
    if found is None:
        raise NoSuchRule(f"规则“{rule}”没有这一数值，或该数值已从规则文件中移除", remedy="请刷新页面后重试")
    return _confirm(models.Confirmation.Kind.RULE_VALUE, rule, digest, ground, by=by, at=at, what=f"规则“{found.zh}”")


def load_holiday_notice(
    *,
    year: int,
    days_off: Iterable[date],
    days_worked: Iterable[date],
    document_number: str,
    source: str,
    confidence: Confidence,
    seen: int,
    by: Viewer,
    at: datetime,
) -> models.HolidayNotice:
    """Enter the published holidays of a year; the year is no longer 暂定. `seen` is the number of notices held before."""
    _demand(by, "rulebook.load_holiday_notice")
    _demand_words({"出处": source})
    days = YearDays(
        year=year,
        days_off=frozenset(days_off),
        days_worked=frozenset(days_worked),
        published=True,
        instrument=document_number or None,
        source=source,
        confidence=confidence,
    )
    off, worked = sorted(map(str, days.days_off)), sorted(map(str, days.days_worked))
    digest = reference.days_digest(year, off, worked)
    number = _call(
        "rulebook_load_holidays",
        [year, seen, document_number, _json(off), _json(worked), source, confidence.value, by.name, at, digest],
    )
    _raise_for(number, what=f"{year}年节假日安排")
    ledger.note(
        "rulebook.holidays_loaded",
        f"calendar:{year}",
        {"account": by.account_uuid, "digest": digest, "n": number, "year": year},
        at=at,
        scope_code=by.scope_code or "",
    )
    return models.HolidayNotice.objects.get(year=year, n=number)


def _confirm(
    kind: models.Confirmation.Kind, subject: str, digest: str, ground: str, *, by: Viewer, at: datetime, what: str
) -> models.Confirmation:
    _demand(by, "rulebook.confirm_value")
    _demand_words({"核对依据": ground})
    number = _call("rulebook_confirm", [kind.value, subject, digest, ground, by.name, at])
    _raise_for(number, what=what)
    ledger.note(
        "rulebook.value_confirmed",
        f"{kind.value}:{subject}",
        {"account": by.account_uuid, "digest": digest, "kind": kind.value},
        at=at,
        scope_code=by.scope_code or "",
    )
    return models.Confirmation.objects.get(kind=kind, subject=subject, digest=digest)


def _parameter(key: str) -> models.Parameter:
    found = models.Parameter.objects.filter(key=key, withdrawn_at=None).first()
    if found is None:
        raise NoSuchRule(f"没有省级参数“{key}”", remedy="请从参数列表中选择")
    return found


def _demand(by: Viewer, capability: str) -> None:
    if by.system != "reference" and not by.can(capability):
        raise NotYours(f"您没有“{label_of(capability)}”权限", rule="权限清单", remedy="可由本单位系统管理员授予")


def _demand_words(given: dict[str, str]) -> None:
    missing = [label for label, words in given.items() if not words.strip()]
    if missing:
        raise MissingGround(f"请填写{'、'.join(missing)}", rule="每次修改与确认须留痕并写明依据")


def _call(function: str, arguments: list[str | int | date | datetime]) -> int:
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"select {function}({places})", arguments)
        row: tuple[int] = cursor.fetchone()
    return row[0]


def _raise_for(number: int, *, what: str) -> None:
    if number == MOVED:
        raise MovedMeanwhile(f"{what}已被他人修改", remedy="请刷新页面，核对最新内容后重新提交；所填内容仍保留")
    if number == OUTSIDE:
        raise OutsideProvince(f"{what}由省级管理，您的管辖范围不含全省", remedy="请联系省局法规处办理")
    if number == SAME_PERSON:
        raise OwnEdit(f"{what}的修改人与确认人不得为同一人", rule="法规数值双人核对", remedy="请由法规处另一人员确认")
    if number == TWICE:
        raise AlreadyConfirmed(f"{what}的这一数值已经确认", remedy="无需再次确认")


def _json(days: list[str]) -> str:
    return rfc8785.dumps(days).decode()

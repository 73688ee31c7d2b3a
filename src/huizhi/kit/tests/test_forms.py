"""Forms that survive."""

from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from huizhi.kit.forms import DayField, Form, WordsField, done


class Report(Form):
    """A form as a room writes it."""

    draft = "subject.report"
    title = forms.CharField(label="名称", help_text="全称", max_length=20)
    on = DayField(label="日期")
    words = WordsField(label="说明", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)


def _drawn(form: Form) -> str:
    with translation.override("zh-hans"):
        return render_to_string("kit/parts/form.html", {"form": form, "label": "保存"})


def test_what_was_typed_stays_and_each_error_stands_at_its_field() -> None:
    html = _drawn(Report({"title": "某企业", "on": "2026-02-31", "words": "<b>", "kind": "a"}))
    assert 'value="某企业"' in html
    assert "&lt;b&gt;" in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_on_error"' in html
    assert 'id="id_on_error"' in html
    assert 'href="#id_on"' in html


def test_a_form_names_its_draft_and_carries_its_label_for_each_field() -> None:
    html = _drawn(Report())
    assert 'data-draft="subject.report:"' in html
    assert '<label for="id_title">' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert "必填" in html
    assert "选填" in html


def test_drafts_of_two_things_are_two() -> None:
    assert Report(prefix="7").draft_key != Report(prefix="8").draft_key


def test_success_tells_the_device_to_forget_the_draft() -> None:
    request = HttpRequest()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    answer = done(request, Report(), "/next/", "已保存")
    assert answer["Location"] == "/next/"
    assert answer.cookies["draft_done"].value == "subject.report%3A"


def test_a_nul_byte_is_an_error_at_its_field() -> None:
    form = Report({"title": "a\x00b", "on": "2026-03-02", "kind": "a"})
    assert not form.is_valid()
    assert "title" in form.errors

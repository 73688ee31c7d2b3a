"""Forms that survive: errors at their fields, what was typed kept, a draft on the reader's own device.

    class ParameterForm(Form):
        draft = "rulebook.parameter"                  # without it nothing is kept on the device
        value = CharField(label=_("数值"), help_text=_("整数，单位见下"))

`{% include "kit/parts/form.html" with form=form label=_("保存") %}` draws it: errors on top, fields, act id, buttons. After
success redirect with `done(request, form, url, words)`: the draft on the device is then forgotten.
"""

from typing import Any, TypeVar
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect

MOST_WORDS = 20_000
DONE_COOKIE = "draft_done"  # read and cleared by drafts.js
F = TypeVar("F", bound="Form")


class Form(forms.Form):
    """The base of every form: no colon after labels, errors tied to their fields, one name for its draft.

    `draft` names the form on the reader's device; drafts of one account are never shown to another.
    """

    draft = ""
    required_css_class = ""
    error_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length is None:
                field.widget.attrs.setdefault("maxlength", str(MOST_WORDS))

    @property
    def draft_key(self) -> str:
        """Where the device keeps what is being typed; changed by nothing but the form and the thing it is about."""
        about = self.prefix or ""
        return f"{self.draft}:{about}" if self.draft else ""


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar, written as 2026-03-02."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(**kwargs)


class WordsField(forms.CharField):
    """Several lines of text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        kwargs.setdefault("max_length", MOST_WORDS)
        super().__init__(**kwargs)


def form_from(form_class: type[F], request: HttpRequest, **kwargs: Any) -> F:
    """The form with what was posted, or empty."""
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **kwargs)
    return form_class(**kwargs)


def done(request: HttpRequest, form: Form, url: str, words: str = "") -> HttpResponseRedirect:
    """Go on after success: say what was done, and let the device forget the draft."""
    if words:
        messages.success(request, words)
    answer = HttpResponseRedirect(url)
    if form.draft_key:
        answer.set_cookie(DONE_COOKIE, quote(form.draft_key), max_age=300, samesite="Lax")
    return answer

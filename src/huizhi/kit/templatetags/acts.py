"""Every form that carries its proof of origin carries its act id too: `{% csrf_token %}` writes both."""

from uuid import uuid4

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huizhi.kit.acts import FIELD

register = template.Library()


class FormIdentityNode(CsrfTokenNode):
    """The two hidden fields of a form."""

    def render(self, context: template.Context) -> SafeString:
        """The proof of origin, then a fresh act id."""
        return format_html('{}<input type="hidden" name="{}" value="{}">', super().render(context), FIELD, uuid4().hex)


@register.tag("csrf_token")
def form_identity(parser: template.base.Parser, token: template.base.Token) -> FormIdentityNode:
    """Takes the place of Django's tag of the same name, so that no form can be written without an act id."""
    return FormIdentityNode()

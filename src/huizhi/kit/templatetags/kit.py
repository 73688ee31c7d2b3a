"""Component tags: pages are put together from these, and have no style of their own."""

from django import template

register = template.Library()

"""What the head of a page says of it to those who link to it."""

from __future__ import annotations

import html

from django import template
from django.conf import settings
from django.template import RequestContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import strip_tags

from milestones.templatetags.tracker import this_page

register = template.Library()


@register.simple_tag(takes_context=True)
def block_text(context: RequestContext, name: str) -> str:
    """The words of a block of this page, once more: a template may write each block only once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return html.unescape(" ".join(strip_tags(block.render(context)).split()))


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The codes and names of the site's languages, each name in its own language."""
    return list(settings.LANGUAGES)


@register.simple_tag(takes_context=True)
def canonical(context: RequestContext) -> str:
    """The whole address of this page, its parameters always in the same order."""
    address: str = context["request"].build_absolute_uri(this_page(context))
    return address

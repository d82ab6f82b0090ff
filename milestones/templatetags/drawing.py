"""Parts of a drawing that are written here because a page has hundreds."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from milestones.timeline_posts import Post

register = template.Library()

HATCHED = ("overdue", "contradiction")
_RECT = '<rect {} x="{}" y="{}" width="{}" height="{}" />'


@register.simple_tag
def bar_parts(post: Post) -> SafeString:
    """The parts of a bar of the timeline; those that are overdue are hatched besides."""
    drawn = []
    vague = " vague" if post.span is not None else ""
    for part in post.parts:
        place = (part.x, part.y, part.width, part.height)
        drawn.append(_RECT.format(f'class="p-{part.name}{vague}"', *place))
        if part.name in HATCHED:
            drawn.append(_RECT.format(f'fill="url(#h-{part.name})"', *place))
    return SafeString("".join(drawn))

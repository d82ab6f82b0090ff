"""Filters for the admin's templates."""

from django import template

from milestones.pages.text import line_parties, status_label

register = template.Library()
register.filter("label", status_label)
register.filter("line_parties", line_parties)

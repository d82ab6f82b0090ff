"""Filters for the admin's templates."""

from django import template

from milestones.pages.text import status_label

register = template.Library()
register.filter("label", status_label)

"""The plan: its goals, their priority areas and the initiatives in them.

If both documents have a text, the plain field has the status report's words and the field that
starts with ``plan_`` has the plan's. Fields that end with a language's code have the translation,
or nothing. Source lines are lists of 1-based line numbers.
"""

from __future__ import annotations

import hashlib
from itertools import product
from operator import attrgetter
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class NaturalKeyManager(models.Manager[Any]):
    """Finds an object by its natural key (see ``NaturalKey``)."""

    def get_by_natural_key(self, *values: Any) -> Any:
        """Find the object that a fixture refers to."""
        return self.get(**dict(zip(self.model.public_names, values, strict=True)))


class NaturalKey(models.Model):
    """An object that fixtures refer to by the values that identify it in public.

    ``public_names`` are the lookups of these values.
    """

    public_names: tuple[str, ...]

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(attrgetter(name.replace("__", "."))(self) for name in self.public_names)


ENCODINGS = (("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("windows-1252", "windows-1252"))
"""The encodings that documents are read in, each with the name of its character set."""


class DocumentFile(NamedTuple):
    """A document as a file; ``is_original`` is whether it has the bytes that were published."""

    data: bytes
    charset: str
    is_original: bool


class SourceDocument(NaturalKey):
    """A published document, stored whole so that every line read from it can be shown."""

    title = models.CharField(_("title"), max_length=200)
    published = models.DateField(_("published"))
    document = models.CharField(_("document"), max_length=200, help_text=_("Its file name."))
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    text = models.TextField(_("text"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def lines(self) -> list[str]:
        """The document's lines; line 1 is the first."""
        return self.text.split("\n")

    @cached_property
    def line_count(self) -> int:
        return self.text.count("\n") + 1

    @cached_property
    def file(self) -> DocumentFile:
        """The document as it was published: its encoding and line ends are those that give its
        SHA-256. In UTF-8 if none do, since line ends of two kinds are stored as one."""
        for (encoding, charset), line_end in product(ENCODINGS, ("\n", "\r\n")):
            try:
                data = self.text.replace("\n", line_end).encode(encoding)
            except UnicodeEncodeError:
                continue
            if hashlib.sha256(data).hexdigest() == self.sha256:
                return DocumentFile(data, charset, is_original=True)
        return DocumentFile(self.text.encode(), "utf-8", is_original=False)


class Plan(SourceDocument):
    """The plan. Its day of publication is month 0 of "within 12 months".

    Nothing is on record before that day.
    """

    public_names = ("sha256",)
    objects = NaturalKeyManager()

    class Meta(SourceDocument.Meta):
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["published"]


class SourceLines(NaturalKey):
    """The lines of the two documents that an object was read from."""

    plan_lines = models.JSONField(_("lines in the plan"), default=list)
    report_lines = models.JSONField(_("lines in the report"), default=list)

    class Meta:
        abstract = True


def translated_fields(name: str) -> list[str]:
    """The fields with the translations of a field, one for each language but English."""
    return [f"{name}_{code}" for code, _language in settings.LANGUAGES if code != "en"]


def translation_of(instance: models.Model, field: str) -> str:
    """The text of a field in the current language; empty if it is not translated."""
    return getattr(instance, f"{field}_{get_language()}", "")


class Goal(SourceLines):
    """One of the plan's goals, named in capitals as it is printed."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="goals", verbose_name=_("plan")
    )
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=300)
    name_fr = models.CharField(_("name in French"), max_length=300, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=300, blank=True)

    history = HistoricalRecords()
    public_names = ("number",)
    objects = NaturalKeyManager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["number"]

    def __str__(self) -> str:
        return translation_of(self, "name") or self.name

    @cached_property
    def area_keys(self) -> frozenset[int]:
        """The keys of its priority areas."""
        return frozenset(self.areas.values_list("pk", flat=True))


class PriorityArea(SourceLines):
    """A priority area. The codes of its initiatives and milestones begin with its code."""

    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, related_name="areas", verbose_name=_("goal")
    )
    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=100, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=100, blank=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    objective = models.TextField(_("objective"))
    objective_fr = models.TextField(_("objective in French"), blank=True)
    objective_es = models.TextField(_("objective in Spanish"), blank=True)
    plan_objective = models.TextField(_("objective in the plan"))
    order = models.PositiveSmallIntegerField(_("order"), unique=True)

    history = HistoricalRecords()
    public_names = ("code",)
    objects = NaturalKeyManager()

    class Meta:
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")
        ordering = ["order"]

    def __str__(self) -> str:
        return translation_of(self, "name") or self.name

    def get_absolute_url(self) -> str:
        return reverse("area", args=[self.slug])

    @property
    def names(self) -> list[str]:
        """The name in English and in the languages that it is translated into."""
        names = (self.name, *(getattr(self, field) for field in translated_fields("name")))
        return [name for name in names if name]

    @property
    def translated_objective(self) -> str:
        """The objective in the current language, if it is translated, else in English."""
        return translation_of(self, "objective") or self.objective


class AreaEditor(models.Model):
    """Gives a user a priority area: editors record statuses in their areas, and nowhere else."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="edited_areas",
        verbose_name=_("editor"),
    )
    area = models.ForeignKey(
        PriorityArea,
        on_delete=models.CASCADE,
        related_name="editors",
        verbose_name=_("priority area"),
    )

    class Meta:
        verbose_name = _("editor of a priority area")
        verbose_name_plural = _("editors of priority areas")
        ordering = ["area", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "area"], name="an_editor_once_per_area")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.area}"


class Initiative(SourceLines):
    """An initiative. ``text`` and ``benefits`` hold one paragraph per line.

    ``plan_text`` is empty if a later edition of the status report added the initiative.
    """

    area = models.ForeignKey(
        PriorityArea,
        on_delete=models.PROTECT,
        related_name="initiatives",
        verbose_name=_("priority area"),
    )
    code = models.CharField(_("code"), max_length=10, unique=True)
    text = models.TextField(_("text"))
    plan_text = models.TextField(_("text in the plan"), blank=True)
    benefits = models.TextField(_("how it benefits North America"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    history = HistoricalRecords()
    public_names = ("code",)
    objects = NaturalKeyManager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["area__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["area", "order"], name="one_initiative_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        """The whole text on one line."""
        return self.text.replace("\n", " ")

    @property
    def paragraphs(self) -> list[str]:
        return self.text.splitlines()

    @property
    def benefit_paragraphs(self) -> list[str]:
        return self.benefits.splitlines()

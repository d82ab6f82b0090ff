"""What users had entered when it could not be saved, such as after their session ended."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TIME_KEPT = dt.timedelta(days=7)
MAX_PER_USER = 20
MAX_CHARACTERS = 500_000

_signer = Signer(salt="kept entry")


class KeptEntryQuerySet(models.QuerySet["KeptEntry"]):
    def keep(self, user: int, fields: QueryDict) -> KeptEntry | None:
        """Keep the fields of a form for the user with this key; None if they are too large.

        Entries that are too old, and the user's oldest beyond ``MAX_PER_USER``, are dropped.
        """
        encoded = fields.urlencode()
        if len(encoded) > MAX_CHARACTERS:
            return None
        entry = self.create(user_id=user, fields=encoded)
        newest = self.filter(user=user).values_list("pk", flat=True)[:MAX_PER_USER]
        self.filter(user=user).exclude(pk__in=list(newest)).delete()
        self.filter(kept_at__lt=timezone.now() - TIME_KEPT).delete()
        return entry

    def with_key(self, key: str, user: Any) -> Self:
        """The user's entry with this key; none if it is someone else's, or not kept any more."""
        try:
            pk = int(_signer.unsign(key))
        except BadSignature:
            return self.none()
        return self.filter(pk=pk, user=user, kept_at__gte=timezone.now() - TIME_KEPT)


class KeptEntry(models.Model):
    """The fields of a form as they were sent, for the user who entered them.

    It is no part of the record. Nothing is saved from it: the form is shown again with it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_entries"
    )
    fields = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = KeptEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept entry")
        verbose_name_plural = _("kept entries")
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.kept_at}"

    @property
    def key(self) -> str:
        """What names the entry in an address."""
        return _signer.sign(str(self.pk))

    @property
    def data(self) -> QueryDict:
        """The fields, as a form reads them."""
        return QueryDict(self.fields)

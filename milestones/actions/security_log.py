"""What was written to the record, in the security log (docs/logs.md)."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction

logger = logging.getLogger("security")


def log_on_commit(event: str, **fields: Any) -> None:
    """Log an event of this transaction, unless it is rolled back."""
    transaction.on_commit(partial(logger.info, event, extra=fields))

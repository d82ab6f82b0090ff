"""What was written to the record, in the security log (docs/logs.md)."""

from __future__ import annotations

import logging
from contextvars import copy_context
from functools import partial
from typing import Any

from django.db import transaction

logger = logging.getLogger("security")


def log_on_commit(event: str, **fields: Any) -> None:
    """Log an event of this transaction, and the request it is part of, unless it is rolled back."""
    log = partial(copy_context().run, logger.info, event, extra=fields)
    transaction.on_commit(log)

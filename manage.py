#!/usr/bin/env python3
"""Django's command line for SPP Tracker."""

import gc
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run one management command; a wrong setting exits with its message, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spp_tracker.settings")
    try:
        # An option may name other settings.
        if not any(arg.startswith(("--settings", "--pythonpath")) for arg in sys.argv):
            _load()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def _load() -> None:
    # What is loaded stays: neither now nor later need Python look through it for garbage.
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    main()

"""Browsers in words, as far as they say what they are."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Most browsers also name those that they are like: Edge is Chrome, too, and Chrome is Safari.
BROWSERS: dict[str, str | Promise] = {
    r"\b(Edg|EdgA|EdgiOS)/": "Edge",
    r"\b(OPR|OPT|OPX)/": "Opera",
    r"\bSamsungBrowser/": "Samsung Internet",
    r"\bVivaldi/": "Vivaldi",
    r"\bYaBrowser/": "Yandex",
    r"\b(DuckDuckGo|Ddg)/": "DuckDuckGo",
    r"\b(Firefox|FxiOS)/": "Firefox",
    r"\b(Chrome|CriOS)/": "Chrome",
    r"\bVersion/.*\bSafari/": "Safari",
}
SYSTEMS: dict[str, str | Promise] = {
    r"\biPhone\b": "iPhone",
    r"\biPad\b": "iPad",
    r"\bAndroid\b": "Android",
    r"\bCrOS\b": "ChromeOS",
    r"\bWindows\b": "Windows",
    r"\bMacintosh\b.*\b(Chrome|Firefox)/": "Mac",
    # An iPad that asks for pages as on a desk says that it is a Mac.
    r"\bMacintosh\b": gettext_lazy("Mac or iPad"),
    r"\bLinux\b": "Linux",
}


def in_words(user_agent: str) -> str:
    """Such as “Firefox on Windows”."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    name = str(browser or _("Unknown browser"))
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system} if system else name


def _first(names: dict[str, str | Promise], user_agent: str) -> str | Promise | None:
    return next((name for found, name in names.items() if re.search(found, user_agent)), None)

"""The page of one's sessions says in words which browser each is in."""

from __future__ import annotations

import pytest
from django.utils import translation

from spp_tracker.accounts.browsers import in_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64)"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X)"
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X)"
BLINK, WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)", "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROME, CHROME_MOBILE = "Chrome/142.0.0.0 Safari/537.36", "Chrome/142.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox on Windows",
        ),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox on Mac",
        ),
        (
            "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
            "Firefox on Android",
        ),
        (f"{IPHONE} {WEBKIT} FxiOS/145.0 Mobile/15E148 Safari/604.1", "Firefox on iPhone"),
        (f"{WINDOWS} {BLINK} {CHROME}", "Chrome on Windows"),
        (f"{MAC} {BLINK} {CHROME}", "Chrome on Mac"),
        (f"{LINUX} {BLINK} {CHROME}", "Chrome on Linux"),
        (f"{ANDROID} {BLINK} {CHROME_MOBILE}", "Chrome on Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {BLINK} {CHROME}", "Chrome on ChromeOS"),
        (f"{IPHONE} {WEBKIT} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{WINDOWS} {BLINK} {CHROME} Edg/142.0.0.0", "Edge on Windows"),
        (f"{ANDROID} {BLINK} {CHROME_MOBILE} EdgA/142.0.0.0", "Edge on Android"),
        (
            f"{IPHONE} {WEBKIT} Version/18.0 EdgiOS/142.0 Mobile/15E148 Safari/604.1",
            "Edge on iPhone",
        ),
        (f"{WINDOWS} {BLINK} {CHROME} OPR/124.0.0.0", "Opera on Windows"),
        (
            f"{ANDROID} {BLINK} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (f"{IPHONE} {WEBKIT} Version/26.1 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{IPAD} {WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1", "Safari on iPad"),
        (f"{MAC} {WEBKIT} Version/26.1 Safari/605.1.15", "Safari on Mac or iPad"),
        (f"{MAC} {WEBKIT} Version/26.1 Safari/605.1.15 Ddg/26.1", "DuckDuckGo on Mac or iPad"),
        (f"{LINUX} {BLINK} HeadlessChrome/142.0.0.0 Safari/537.36", "Unknown browser on Linux"),
        ("Mozilla/5.0 (X11; FreeBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox"),
        ("curl/8.14.1", "Unknown browser"),
        ("Mozilla/5.0", "Unknown browser"),
        ("<b>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str) -> None:
    assert in_words(user_agent) == words


@pytest.mark.parametrize(
    ("language", "safari", "unknown"),
    [
        ("fr", "Safari sur Mac ou iPad", "Navigateur inconnu sur Linux"),
        ("es", "Safari en Mac o iPad", "Navegador desconocido en Linux"),
    ],
)
def test_in_french_and_spanish(language: str, safari: str, unknown: str) -> None:
    with translation.override(language):
        assert in_words(f"{MAC} {WEBKIT} Version/26.1 Safari/605.1.15") == safari
        assert in_words(LINUX) == unknown

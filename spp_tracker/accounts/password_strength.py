"""What a password must be besides long: hard to guess for who knows its owner."""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from zxcvbn import zxcvbn

MEASURED_CHARACTERS = 24
"""Only the beginning is measured: of 72 signs that look like letters it would take six seconds.
What follows makes no password easier to guess."""
ENOUGH = 3
"""The least score: at least 10^8 guesses (zxcvbn scores from 0 to 4)."""

CONTEXT = """
    spp spptracker tracker security prosperity partnership priorities plan milestone milestones
    initiative report status northamerica canada mexico unitedstates seguridad prosperidad alianza
    securite sécurité prospérité partenariat amérique américa méxico suivi jalons hitos
""".split()
"""What everybody tries first who knows what the password is for; ``PASSWORD_WORDS`` adds the words
of an organization."""
REASONS = {
    "dictionary": gettext_lazy("It is made of a common password, word or name."),
    "spatial": gettext_lazy("It follows the rows of the keyboard, as “qwerty” does."),
    "repeat": gettext_lazy("It repeats the same characters."),
    "sequence": gettext_lazy("It has a sequence, such as “abcd” or “6543”."),
    "regex": gettext_lazy("It has a recent year."),
    "date": gettext_lazy("It has a date."),
}
"""Why a password is easy to guess, by the kind of pattern that its longest part follows."""

_measuring = Lock()  # zxcvbn keeps what it was told about the owner in a global.


class StrengthValidator:
    """Refuses what zxcvbn guesses with fewer than 10^8 attempts, knowing the owner's names and the
    words of the plan and the organization."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with the reason, and how to find a better one."""
        own = [user.username, user.email, user.first_name, user.last_name] if user else []
        known = [word for word in (*own, *CONTEXT, *settings.PASSWORD_WORDS) if word]
        with _measuring:
            measured = zxcvbn(password[:MEASURED_CHARACTERS], known)
        if measured["score"] >= ENOUGH:
            return
        longest = max(measured["sequence"], key=lambda part: len(part["token"]))
        reason = REASONS.get(longest["pattern"], "")
        easy = _("This password is too easy to guess.")
        raise ValidationError(
            " ".join(filter(None, [easy, str(reason), self.get_help_text()])),
            code="password_too_easy",
        )

    def get_help_text(self) -> str:
        """How to find a password that is hard to guess."""
        return _(
            "Use several words that have nothing to do with each other, or let a password manager "
            "make one."
        )

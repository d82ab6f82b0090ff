"""The terms that everything says unless an installation has chosen another licence."""

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "address": "https://creativecommons.org/licenses/by/4.0/",
}
TERMS = (
    "The documents were written by the governments that published them; their terms apply to "
    "the text. What the tracker adds (codes, dates, figures and what was recorded here) may be "
    "used under the licence Creative Commons Attribution 4.0 International."
)

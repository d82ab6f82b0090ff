"""The codes of the priority areas, assigned once and never changed.

The codes of initiatives and milestones begin with them: ``TS-1``, ``TS-1.5``.
"""

AREA_CODES = {
    "Traveller Security": "TS",
    "Cargo Security": "CS",
    "Bioprotection": "BP",
    "Aviation Security": "AS",
    "Maritime Security": "MS",
    "Law Enforcement Cooperation": "LE",
    "Intelligence Cooperation": "IC",
    "Protection, Prevention and Response": "PR",
    "Border Facilitation": "BF",
    "Science and Technology Cooperation": "ST",
}

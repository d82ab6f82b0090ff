"""The public letters of the priority areas, given once and never changed.

Initiatives and milestones are numbered after them: ``TS-1``, ``TS-1.5``.
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

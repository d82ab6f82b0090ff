"""The canonical address of what a public address asks for.

Newsletters, advertisements and chat programs add parameters to the addresses that people share;
forms send parameters without a value; and the same value can be written in several ways. Here all
of them become one address: it is what pages name as their canonical link, what responses are
cached under, and what the views see.

- Parameters that track a reader or get round a cache (``TRACKING_PARAMS``) are left out.
- Parameters that have no value are left out, and so are those that have their default.
- Values are written as the tracker writes them, whatever their case, their dashes and the blanks
  around them; the parameters are in the order of their names.

Nothing is guessed: a name or a value that is not known stays, and is refused by the view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.urls import ResolverMatch, get_script_prefix, reverse
from django.utils.encoding import escape_uri_path

from milestones.choices import Status
from milestones.normalization import (
    normalized_code,
    normalized_date,
    normalized_pair,
    plain_dashes,
)
from milestones.opendata.embeds import PanelFilter
from milestones.queries.filtersets import PAGE_SIZES, ChangeFilter, MilestoneFilter
from milestones.urls import DATA_NAMES

Answer = Callable[[HttpRequest], HttpResponseBase]

TRACKING_PARAMS = frozenset(
    # Advertisements, social networks and chat programs.
    "dclid fbclid gad_source gbraid gclid gclsrc igsh igshid li_fat_id msclkid rdt_cid"
    " ref_src srsltid ttclid twclid wbraid yclid"
    # Newsletters.
    " _hsenc _hsmi ck_subscriber_id mc_cid mc_eid mkt_tok oly_anon_id oly_enc_id vero_id"
    # Measurement across sites.
    " _ga _gl"
    # What gets round a cache.
    " _ cachebuster cb nocache v".split()
)
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "matomo_", "piwik_", "hsa_")
"""What is left out of every public address; ``docs/addresses.md`` lists it."""

DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "milestones": {"page": "1", "per_page": str(PAGE_SIZES[0])},
    "changes": {"page": "1", "per_page": str(PAGE_SIZES[0]), "changed": "yes"},
    "changes_feed": {"page": "1"},
    "data_file": {"offset": "0"},
    "panel": {"lang": "en"},
    "area_panel": {"lang": "en"},
    "badge": {"lang": "en"},
}
"""By the name of an address, the values that mean the same as none."""

KNOWN = {*MilestoneFilter.base_filters, *ChangeFilter.base_filters, *PanelFilter.base_filters}
"""All parameters that any address knows."""


def _word(value: str) -> str:
    return plain_dashes(value).strip().lower()


def _status(value: str) -> str:
    code = _word(value).replace("-", "_").replace(" ", "_")
    return code if code in {"none", "", *Status.values} else value


NORMALIZED: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(KNOWN, str.strip),
    **dict.fromkeys(("code", "initiative"), normalized_code),
    **dict.fromkeys(("area", "sort", "direction", "changed", "lang"), _word),
    **dict.fromkeys(("status", "was", "now"), _status),
    **dict.fromkeys(("as_of", "from", "to", "due_from", "due_to"), normalized_date),
    "deadline": lambda value: "none" if _word(value) == "none" else normalized_date(value),
    "pair": normalized_pair,
}
"""How the value of a parameter is written."""

_STATUS_ORDER = {status: place for place, status in enumerate(Status.values)}


@dataclass(frozen=True)
class CanonicalAddress:
    """A public address as the tracker writes it. ``path`` is without the prefix that the tracker
    is served under. ``is_rewritten`` says whether the path or a value was written otherwise: what
    was only left out or in another order does not count."""

    path: str
    query: str
    is_rewritten: bool


def is_tracking(name: str) -> bool:
    """Whether a parameter says nothing about what is asked for."""
    name = name.lower()
    return name in TRACKING_PARAMS or name.startswith(TRACKING_PREFIXES)


def canonical_address(match: ResolverMatch, path: str, query: QueryDict) -> CanonicalAddress:
    """The address of what a path and a query ask for; ``match`` is what the path leads to.

    The language of the path must be active.
    """
    parameters, is_rewritten = _canonical_parameters(match.url_name or "", query)
    if match.kwargs.keys() & {"code", "slug"}:
        own = unquote(reverse(match.view_name, kwargs=match.kwargs))
        own = own.removeprefix(get_script_prefix())
        is_rewritten = is_rewritten or path != f"/{own}"
        path = f"/{own}"
    return CanonicalAddress(path, urlencode(parameters, doseq=True), is_rewritten)


def _canonical_parameters(url_name: str, query: QueryDict) -> tuple[dict[str, list[str]], bool]:
    """The parameters by their names, and whether any value was written otherwise."""
    parameters: dict[str, list[str]] = {}
    is_rewritten = False
    for name, given in sorted(query.lists()):
        if is_tracking(name) and name not in KNOWN:
            continue
        if name not in KNOWN:
            parameters[name] = given
            continue
        values = [NORMALIZED[name](value) for value in given]
        # Whoever searches types blanks: what was found is the same.
        is_rewritten = is_rewritten or (values != given and name != "q")
        if name == "status":
            values = sorted({*values} - {""}, key=lambda value: _STATUS_ORDER.get(value, 99))
        if values not in ([], [""], [DEFAULTS.get(url_name, {}).get(name)]):
            parameters[name] = values
    return parameters, is_rewritten


class CanonicalAddressMiddleware:
    """Has views see canonical addresses only.

    A page is asked for again at its canonical address if a value or the path was written
    otherwise (308), so that readers share that. Data, feeds, panels and badges answer at once,
    for the sake of programs, and name their canonical address in ``Link``.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.url_name in DATA_NAMES and response.status_code == 200:
            own = f'<{request.build_absolute_uri()}>; rel="canonical"'
            others = response.headers.get("Link")
            response["Link"] = f"{others}, {own}" if others else own
        return response

    def process_view(
        self, request: HttpRequest, view: Any, *_arguments: Any
    ) -> HttpResponse | None:
        """Have the view see the canonical address, or the reader go there."""
        match = request.resolver_match
        if match is None or not is_public(view) or request.method not in {"GET", "HEAD"}:
            return None
        address = canonical_address(match, request.path_info, request.GET)
        path = get_script_prefix().rstrip("/") + address.path
        if address.is_rewritten and match.url_name not in DATA_NAMES:
            query = f"?{address.query}" if address.query else ""
            where = escape_uri_path(path) + query
            return HttpResponsePermanentRedirect(where, preserve_request=True)
        request.path, request.path_info = path, address.path
        request.META["QUERY_STRING"] = address.query
        request.GET = QueryDict(address.query)
        return None


def is_public(view: Any) -> bool:
    """Whether a view shows the record to everybody (see ``spp_tracker.http_cache``)."""
    return bool(getattr(view, "is_fresh", False))

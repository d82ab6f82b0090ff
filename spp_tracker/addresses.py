"""Canonical addresses of the public pages and data.

Newsletters, advertisements and chat programs add parameters to the addresses that people share;
forms send parameters without a value; and the same value can be written in several ways. All of
these become one address, which pages name as their canonical link, under which responses are
cached, and which the views see.

- Parameters that track a reader or bypass a cache (``TRACKING_PARAMS``) are removed.
- Parameters without a value are removed, and so are those with their default value, and
  ``match`` where it changes nothing.
- Values are normalized, whatever their case, their dashes and the blanks around them; the
  parameters are sorted by name.

Nothing is guessed: an unknown name or value stays, and the view refuses it.
"""

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
from django.utils.deprecation import MiddlewareMixin
from django.utils.encoding import escape_uri_path

from milestones.choices import Status
from milestones.normalization import normalized_code, normalized_date, normalized_pair, plain_dashes
from milestones.opendata.embeds import PanelFilter
from milestones.queries.attention import HORIZONS, AttentionFilter
from milestones.queries.change_filters import ChangeFilter
from milestones.queries.filtersets import ANY, PAGE_SIZES, STATUS_FILTERS, MilestoneFilter
from milestones.urls import DATA_NAMES
from spp_tracker.http_cache import is_conditional

TRACKING_PARAMS = frozenset(
    # Advertisements, social networks and chat programs.
    "dclid fbclid gad_source gbraid gclid gclsrc igsh igshid li_fat_id msclkid rdt_cid"
    " ref_src srsltid ttclid twclid wbraid yclid"
    # Newsletters.
    " _hsenc _hsmi ck_subscriber_id mc_cid mc_eid mkt_tok oly_anon_id oly_enc_id vero_id"
    # Measurement across sites.
    " _ga _gl"
    # Bypassing a cache.
    " _ cachebuster cb nocache v".split()
)
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "matomo_", "piwik_", "hsa_")
"""Parameters that are removed from every public address; ``docs/addresses.md`` lists them."""

DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "milestones": {"page": "1", "per_page": str(PAGE_SIZES[0])},
    "attention": {"page": "1", "per_page": str(PAGE_SIZES[0]), "horizon": str(HORIZONS[0])},
    "changes": {"page": "1", "per_page": str(PAGE_SIZES[0]), "changed": "yes"},
    "changes_feed": {"page": "1"},
    "data_file": {"offset": "0"},
    "panel": {"lang": "en"},
    "area_panel": {"lang": "en"},
    "badge": {"lang": "en"},
}
"""The default values of parameters, by URL name."""

KNOWN = {
    name
    for filter_set in (MilestoneFilter, AttentionFilter, ChangeFilter, PanelFilter)
    for name in filter_set.base_filters
}
"""All parameters that any address accepts."""


def _normalized_word(value: str) -> str:
    return plain_dashes(value).strip().lower()


def _normalized_status(value: str) -> str:
    code = _normalized_word(value).replace("-", "_").replace(" ", "_")
    return code if code in {"none", "", *Status.values} else value


_DATES = (
    *("as_of", "from", "to", "due_from", "due_to", "last_due_from", "last_due_to"),
    *("reported_from", "reported_to"),
)

NORMALIZED: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(KNOWN, str.strip),
    **dict.fromkeys(("code", "initiative"), normalized_code),
    **dict.fromkeys(
        ("area", "sort", "match", "reason", "direction", "changed", "lang"), _normalized_word
    ),
    **dict.fromkeys(("status", "was", "now"), _normalized_status),
    **dict.fromkeys(_DATES, normalized_date),
    "deadline": lambda value: (
        "none" if _normalized_word(value) == "none" else normalized_date(value)
    ),
    "pair": normalized_pair,
}
"""How to normalize the value of each parameter."""

_STATUS_ORDER = {status: index for index, status in enumerate(Status.values)}


@dataclass(frozen=True)
class CanonicalAddress:
    """A public address in its canonical form. ``path`` is without the prefix that the tracker is
    served under. ``is_rewritten`` is whether the path or a value was normalized; parameters that
    were only removed or sorted do not count."""

    path: str
    query: str
    is_rewritten: bool


def is_tracking(name: str) -> bool:
    """Whether a parameter only tracks a reader or bypasses a cache."""
    name = name.lower()
    return name in TRACKING_PARAMS or name.startswith(TRACKING_PREFIXES)


def canonical_address(match: ResolverMatch, path: str, query: QueryDict) -> CanonicalAddress:
    """The canonical form of a path and a query; ``match`` is what the path resolves to.

    The language of the path must be active.
    """
    parameters, is_rewritten = _canonical_parameters(match.url_name or "", query)
    if match.kwargs.keys() & {"code", "slug"}:
        own_path = unquote(reverse(match.view_name, kwargs=match.kwargs))
        own_path = own_path.removeprefix(get_script_prefix())
        is_rewritten = is_rewritten or path != f"/{own_path}"
        path = f"/{own_path}"
    return CanonicalAddress(path, urlencode(parameters, doseq=True), is_rewritten)


def _canonical_parameters(url_name: str, query: QueryDict) -> tuple[dict[str, list[str]], bool]:
    """The parameters in canonical form, and whether any value was normalized."""
    parameters: dict[str, list[str]] = {}
    is_rewritten = False
    for name, raw_values in sorted(query.lists()):
        if name not in KNOWN:
            if not is_tracking(name):
                parameters[name] = raw_values
            continue
        values = [NORMALIZED[name](value) for value in raw_values]
        # Blanks around a search change nothing in its results.
        is_rewritten = is_rewritten or (values != raw_values and name != "q")
        if name == "status":
            values = sorted({*values} - {""}, key=lambda value: _STATUS_ORDER.get(value, 99))
        if values not in ([], [""], [DEFAULTS.get(url_name, {}).get(name)]):
            parameters[name] = values
    if parameters.get("match") == [ANY] and len(parameters.keys() & {*STATUS_FILTERS}) < 2:
        del parameters["match"]
    return parameters, is_rewritten


class CanonicalAddressMiddleware(MiddlewareMixin):
    """Let views see canonical addresses only.

    A page redirects (308) to its canonical address if a value or the path was normalized, so that
    readers share that address. Data, feeds, panels and badges respond at once, for the sake of
    programs, and name their canonical address in ``Link``.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        match = request.resolver_match
        if match and match.url_name in DATA_NAMES and response.status_code == 200:
            canonical = f'<{request.build_absolute_uri()}>; rel="canonical"'
            other_links = response.headers.get("Link")
            response["Link"] = f"{other_links}, {canonical}" if other_links else canonical
        return response

    def process_view(
        self, request: HttpRequest, view: Any, *_arguments: Any
    ) -> HttpResponse | None:
        """Give the view the canonical address, or redirect the reader to it."""
        match = request.resolver_match
        if match is None or not is_conditional(view) or request.method not in {"GET", "HEAD"}:
            return None
        address = canonical_address(match, request.path_info, request.GET)
        path = get_script_prefix().rstrip("/") + address.path
        if address.is_rewritten and match.url_name not in DATA_NAMES:
            query = f"?{address.query}" if address.query else ""
            location = escape_uri_path(path) + query
            return HttpResponsePermanentRedirect(location, preserve_request=True)
        request.path, request.path_info = path, address.path
        request.META["QUERY_STRING"] = address.query
        request.GET = QueryDict(address.query)
        return None

"""An Overpass service reached through OSMnx: one tile a call, kept on disk, or a Refusal."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ...gis.errors import ChoiceError
from . import answers
from . import tags as osm_tags
from .markup import Bounds
from .tiles import number

_STATUS_LINE = 4  # OSMnx reads the free slots there; without them there is nothing to wait for
_SLOTS = ("Slot", "Currently")
_PLAIN, _DETAILED = "%3Bout%3B", "%3Bout+meta%3B"
_LARGE = 1e12  # m2, so that OSMnx asks for a tile at once
_KNOCK = 30  # seconds at most until the service says how busy it is

Step = Callable[[str], None]


@dataclass(frozen=True)
class Service:
    """
    The address of a service without its account, which is kept apart and never shown.

    `pause` is what is waited between two tries, in seconds.
    """

    url: str
    account: tuple[str, str] | None
    pause: float

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc


def service(url: str | None, *, pause: float | None = None) -> Service:
    """
    The service at an address, that of OSMnx's settings where none is given.

    Raises
    ------
    ChoiceError
        The address is none of the web.

    Examples
    --------
    >>> service("http://me:secret@maps.example:8080/api/interpreter").url
    'http://maps.example:8080/api'
    """
    if url is None:
        import osmnx

        url = osmnx.settings.overpass_url
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ChoiceError(
            f"Overpass 服务地址 {parts.path or '（空）'}：应以 http:// 或 https:// 开头，"
            "形如 https://overpass-api.de/api；请改正。"
        )
    account = (parts.username, parts.password or "") if parts.username else None
    path = parts.path.rstrip("/").removesuffix("/interpreter")
    plain = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))
    return Service(plain, account, number("pause") if pause is None else pause)


def keys() -> tuple[str, ...]:
    """
    The tags that some rule of the tables may ask for, without which an object is of no use.

    Examples
    --------
    >>> {"building", "highway", "landuse", "leisure"} <= set(keys())
    True
    """
    tables = ("osm_layers", "osm_facilities", "osm_gates")
    return tuple(sorted({"highway"}.union(*(osm_tags.first_keys(table) for table in tables))))


def knock(found: Service) -> bool:
    """
    Whether the service tells its free slots; a first sign that it can be reached at all.

    Raises
    ------
    Refusal
        It cannot.
    """
    import osmnx
    import requests

    more: dict[str, Any] = {**osmnx.settings.requests_kwargs, "auth": found.account}
    try:
        answer = requests.get(f"{found.url}/status", timeout=_KNOCK, **more)
    except requests.RequestException as error:
        raise answers.unreached(error, _KNOCK) from error
    line = [*answer.text.split("\n"), *[""] * _STATUS_LINE][_STATUS_LINE].split(" ")[0]
    return answer.ok and (line.isdigit() or line in _SLOTS)


def download(found: Service, tile: Bounds, folder: Path, *, slots: bool, step: Step) -> None:
    """
    The answer for a tile, as JSON in a folder of its own.

    Parameters
    ----------
    found
        Where to ask.
    tile
        West, south, east, north.
    folder
        Where OSMnx keeps the answer.
    slots
        Whether the service tells its free slots, which are then waited for.
    step
        Told before it is tried again.

    Raises
    ------
    Refusal
        No whole answer came in as many tries as the table osm_fetch allows.
    OSError
        The folder cannot be written.
    """
    for left in range(int(number("tries")) - 1, -1, -1):
        try:
            _ask(found, tile, folder, slots=slots)
            return
        except answers.Refusal as refusal:
            if not (left and refusal.again):
                raise
            step(f"{found.host} {str(refusal).split('；')[0]}，{found.pause:.0f} 秒后再试")
        time.sleep(found.pause)


def _ask(found: Service, tile: Bounds, folder: Path, *, slots: bool) -> None:
    import osmnx
    import requests

    with _settings(found, folder, slots=slots):
        try:
            osmnx.features_from_bbox(tile, dict.fromkeys(keys(), True))
        except InterruptedError:
            return  # how OSMnx says that the answer is kept, and nothing made of it
        except requests.RequestException as error:
            raise answers.unreached(error, number("timeout")) from error


@contextmanager
def _settings(found: Service, folder: Path, *, slots: bool) -> Iterator[None]:
    """OSMnx set up for one request, and everything that it changes put back."""
    from osmnx import settings

    ours: dict[str, Any] = {
        "overpass_url": found.url,
        "overpass_rate_limit": slots,
        "cache_folder": folder,
        "use_cache": True,
        "cache_only_mode": True,
        "max_query_area_size": _LARGE,
        "requests_timeout": number("timeout"),
        "doh_url_template": None,  # no other host is asked
        "requests_kwargs": settings.requests_kwargs
        | {"hooks": {"response": answers.judge}, "auth": _Detailed(found.account)},
    }
    before = {key: getattr(settings, key) for key in ours}
    lookup = socket.getaddrinfo  # OSMnx puts its own in the place of it
    for key, value in ours.items():
        setattr(settings, key, value)
    try:
        yield
    finally:
        socket.getaddrinfo = lookup
        for key, value in before.items():
            setattr(settings, key, value)


@dataclass(frozen=True)
class _Detailed:
    """
    Signs a request in, and asks for version and time of each object.

    OSMnx asks without; `auth` is the one setting of requests that sees a request before it goes.
    """

    account: tuple[str, str] | None

    def __call__(self, request: Any) -> Any:
        from requests.auth import HTTPBasicAuth

        if isinstance(request.body, str) and request.body.endswith(_PLAIN):
            request.body = request.body.removesuffix(_PLAIN) + _DETAILED
        return HTTPBasicAuth(*self.account)(request) if self.account else request

"""The guard: which requests are looked at, and the headers that every response carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specter.http.config import HttpConfig
from specter.http.response import HeaderList

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

_CSP = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    # Styles that an element carries, as `style=` in Python writes them, cannot run anything.
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


class Refused(Exception):
    """A request that the guard lets nobody see."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Guard:
    """Checks Host, Origin and declared sizes before anything else runs."""

    def __init__(self, config: HttpConfig) -> None:
        self.config = config
        self._hosts = Hosts((*config.allowed_hosts, *LOOPBACK))
        self._origins = frozenset(origin.rstrip("/").lower() for origin in config.allowed_origins)

    def allow_host(self, name: str) -> None:
        """Also answer to this host name."""
        self._hosts.add(name)

    def check(self, scope: Any) -> None:
        """Refused, when this request or websocket must not be looked at.

        A trusted proxy's word on the scheme is put into the scope.
        """
        host = origin = site = None
        for name, value in scope["headers"]:
            if name == b"host":
                if host is not None:
                    raise Refused(400, "The request has more than one Host header.")
                host = value
            elif name == b"origin":
                origin = value
            elif name == b"sec-fetch-site":
                site = value
            elif name == b"expect" and value.lower() != b"100-continue":
                raise Refused(417, "The expectation cannot be met.")
            elif name == b"x-forwarded-proto" and self.config.behind_proxy:
                self._forwarded(scope, value)
        if host is None:
            raise Refused(400, "The request has no Host header.")
        if host not in self._hosts:
            if host_name(host) is None:
                raise Refused(400, "The Host header is malformed.")
            raise Refused(
                421,
                f"This server does not answer to the host {host.decode('latin-1')[:200]!r}; "
                "add it to allowed_hosts if it should.",
            )
        if scope["type"] == "websocket":
            self._check_origin(scope, host, origin, site, required=True)
        elif scope["method"] not in SAFE_METHODS:
            if scope["method"] not in METHODS:
                raise Refused(501, "The request's method is not supported.")
            self._check_origin(scope, host, origin, site, required=False)
        elif scope["path"].endswith("/__sprag__/events"):
            self._check_origin(scope, host, origin, site, required=False)

    def _check_origin(
        self, scope: Any, host: bytes, origin: bytes | None, site: bytes | None, *, required: bool
    ) -> None:
        if origin is not None:
            text = origin.decode("latin-1").lower()
            if text in self._origins:
                return
            scheme, _, address = text.partition("://")
            if not address or address != _without_default_port(host.decode("latin-1").lower(), scheme):
                raise Refused(403, "A request from another site was refused.")
            ours = "https" if scope["scheme"] in ("https", "wss") else "http"
            # Behind a proxy that is not declared our own scheme is unknown; then the browser's word counts.
            if scheme != ours and site != b"same-origin":
                raise Refused(
                    403, "A request from another scheme was refused; behind a proxy set behind_proxy."
                )
        elif required and site is None:
            raise Refused(403, "A websocket needs an Origin header.")
        if site is not None and site not in (b"same-origin", b"none"):
            raise Refused(403, "A request from another site was refused.")

    def _forwarded(self, scope: Any, value: bytes) -> None:
        proto = value.split(b",")[0].strip().lower()
        if proto in (b"http", b"https"):
            secure = proto == b"https"
            scope["scheme"] = ("wss" if secure else "ws") if scope["type"] == "websocket" else proto.decode()


class Hosts:
    """The allowed Host headers. Those seen are remembered: the check is one look-up."""

    _REMEMBERED = 1000

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names: set[str] = set()
        self._suffixes: tuple[str, ...] = ()
        self._any = False
        self._seen: set[bytes] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        name = name.lower()
        if name == "*":
            self._any = True
        elif name.startswith("*."):
            self._suffixes += (name[1:],)
        else:
            self._names.add(f"[{name}]" if ":" in name and not name.startswith("[") else name)

    def __contains__(self, host: bytes) -> bool:
        if host in self._seen:
            return True
        name = host_name(host)
        if name is None or not (self._any or name in self._names or name.endswith(self._suffixes or ("\n",))):
            return False
        if len(self._seen) < self._REMEMBERED:
            self._seen.add(host)
        return True


_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")
_ADDRESS_CHARACTERS = frozenset("0123456789abcdef:.")


def host_name(host: bytes) -> str | None:
    """The name of a Host header without its port, in lower case; None when it is malformed."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        name, bracket, port = text.partition("]")
        if not bracket or not _ADDRESS_CHARACTERS.issuperset(name[1:]):
            return None
        name += "]"
        if port and not port.startswith(":"):
            return None
        port = port[1:]
    else:
        name, _, port = text.partition(":")
        if not name or not _NAME_CHARACTERS.issuperset(name):
            return None
    if port and not (port.isdecimal() and port.isascii() and int(port) < 65536):
        return None
    return name.rstrip(".") or None


def security_headers(config: HttpConfig) -> HeaderList:
    """The headers of every response that we make ourselves."""
    return [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"cross-origin-opener-policy", b"same-origin"),
    ]


def content_security_policy(more: Mapping[str, str]) -> str:
    """The policy of our pages: scripts from here only, none in the text. `more` adds sources by directive."""
    directives = dict(_CSP)
    for name, sources in more.items():
        present = directives.get(name)
        directives[name] = sources if present in (None, "'none'") else f"{present} {sources}"
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _without_default_port(host: str, scheme: str) -> str:
    default = {"http": ":80", "https": ":443"}.get(scheme)
    return host[: -len(default)] if default and host.endswith(default) else host

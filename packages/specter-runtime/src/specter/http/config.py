"""HttpConfig: every setting of the HTTP application, with its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class HttpConfig:
    """Sizes are bytes, times seconds."""

    production: bool = False

    # --- who may ask
    #: Host names that the server answers to, beside the loopback ones; `*.example.org` covers the names below it,
    #: `*` everything.
    allowed_hosts: tuple[str, ...] = ()
    #: Origins (`https://other.example`) that may send unsafe requests and open sockets beside our own.
    allowed_origins: tuple[str, ...] = ()
    #: A proxy in front is trusted: `X-Forwarded-Proto` and `-For` say how the browser sees us.
    behind_proxy: bool = False
    #: The path prefix (`/shop`) that a proxy serves the application under, whether it passes it on or not.
    base: str = ""
    #: In production pages go out in gzip where the browser takes it.
    compress: bool = True
    #: More sources for the Content-Security-Policy, by directive: {"script-src": "https://cdn.example"}.
    csp: Mapping[str, str] = field(default_factory=dict)

    # --- how much
    max_json: int = 1 * MIB
    max_form: int = 32 * MIB
    max_form_fields: int = 1000
    max_file: int = 1 * GIB
    max_files: int = 20
    #: Bytes of a form's file that stay in memory before they go to a temporary file.
    spool: int = 256 * KIB
    upload_chunk: int = 2 * MIB
    #: Chunked uploads of one session: bytes, and how many at a time.
    upload_quota: int = 1 * GIB
    uploads_per_session: int = 10
    #: Chunked uploads under way in this process, whoever sends them.
    uploads_in_all: int = 1000
    upload_ttl: float = 3600.0
    upload_folder: str | None = None

    # --- how long
    action_timeout: float = 60.0
    header_timeout: float = 10.0
    #: A request body must arrive at no less than this many bytes a second, after a first grace period.
    min_body_rate: int = 1 * KIB
    body_grace: float = 10.0

    # --- sessions
    #: Where sessions are kept when the application brings no session store: `memory://` or `sqlite:///path`.
    storage: str = "memory://"
    cookie: str = "SPRAG_SID"
    #: Signs session ids and tokens; None makes one and keeps it in the session store's storage.
    secret: str | None = None

    # --- sockets and streams
    max_frame: int = 64 * KIB
    frames_per_second: float = 50.0
    sockets_per_session: int = 20
    topics_per_socket: int = 100
    max_topic: int = 128
    queue_messages: int = 256
    queue_bytes: int = 1 * MIB
    #: A socket that takes nothing for this long is closed.
    stuck_after: float = 10.0
    retention: float = 120.0
    retention_messages: int = 1000
    keepalive: float = 25.0

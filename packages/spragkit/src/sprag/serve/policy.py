"""The Content-Security-Policy of a site's pages."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from specter.http.guard import content_security_policy

from ..rendering.document import Frame, import_map
from ..site.plan import Site


class Policy:
    """What pages may load: their own origin, what they declare, and what the operator adds by directive."""

    def __init__(self, site: Site, given: Mapping[str, str]) -> None:
        self._site = site
        self._given = given
        self._below: dict[str, list[tuple[bytes, bytes]]] = {}

    def sources(self, base: str = "") -> dict[str, str]:
        """The sources beyond our own origin by directive, with the hash of the import map below a path prefix."""
        sources = {directive: list(origins) for directive, origins in self._site.policy_sources.items()}
        mapped = import_map(self._site, base)
        if mapped:
            digest = base64.b64encode(hashlib.sha256(mapped.encode()).digest()).decode()
            sources.setdefault("script-src", []).append(f"'sha256-{digest}'")
        for directive, more in self._given.items():
            sources.setdefault(directive, []).append(more)
        return {directive: " ".join(found) for directive, found in sources.items()}

    def headers(self, frame: Frame) -> list[tuple[bytes, bytes]]:
        """The header that a page needs of its own: the application's names the import map without a prefix."""
        if not (frame.base and frame.import_map):
            return []
        if frame.base not in self._below:
            text = content_security_policy(self.sources(frame.base))
            self._below[frame.base] = [(b"content-security-policy", text.encode("latin-1"))]
        return self._below[frame.base]

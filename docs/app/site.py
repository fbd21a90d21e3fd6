"""The site's name and links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    name: str
    tagline: str
    links: tuple[tuple[str, str], ...]


SITE = Site(
    name="SPRAG",
    tagline="One Python language, two runtimes.",
    links=(("Docs", "/docs"), ("Blog", "/blog")),
)

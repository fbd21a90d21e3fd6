"""The site's name and links. Begin here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    name: str
    tagline: str
    links: tuple[tuple[str, str], ...]


SITE = Site(
    name="SPRAG",
    tagline="Documentation that reads well.",
    links=(("Docs", "/docs"), ("Blog", "/blog"), ("Playground", "/playground")),
)

"""The site as data. These Structs are the manifest: discovery makes them, the build adds URLs, serving reads them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Optional
from urllib.parse import urlsplit

import msgspec


class Root(msgspec.Struct, frozen=True):
    """A class or store that a surface runs in the browser, by the file that defines it."""

    file: str  # relative to the project root, with slashes
    name: str


class Style(msgspec.Struct, frozen=True):
    """A style sheet of a surface: what the author wrote, and the URL that serves it."""

    source: str
    url: str
    integrity: Optional[str] = None


class ClassicScript(msgspec.Struct, frozen=True):
    """A script of `js=[...]`."""

    source: str
    url: str
    module: bool = False
    integrity: Optional[str] = None


class EsModule(msgspec.Struct, frozen=True):
    """An ES module alias of `modules={...}`."""

    source: str
    url: str
    export: str = "default"
    integrity: Optional[str] = None


class Entry(msgspec.Struct, frozen=True):
    """The browser program of a surface: its module script and what to preload with it."""

    url: str
    preload: tuple[str, ...] = ()
    integrity: dict[str, str] = {}


class Surface(msgspec.Struct, frozen=True):
    """One page or mount."""

    kind: str  # "route" | "mount"
    pattern: str  # "/blog/[slug]"
    slug: str  # "blog__slug": the name of its entry file, without the kind
    name: str
    mode: str  # "document" | "hybrid" | "mount"
    module: str  # the Python module that declares it …
    attribute: str  # … and the name there
    file: str  # of that module, relative to the project root
    line: int
    controller: Optional[str] = None
    actions: tuple[str, ...] = ()
    metadata: dict[str, Any] = {}
    templates: tuple[tuple[str, str], ...] = ()  # shell templates (path, slot), outermost first
    css: tuple[Style, ...] = ()
    js: tuple[ClassicScript, ...] = ()
    modules: dict[str, EsModule] = {}
    providers: dict[str, Root] = {}
    components: tuple[Root, ...] = ()
    behaviours: tuple[Root, ...] = ()  # the Module classes
    stores: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # that its browser code joins by a literal name
    static_paths: bool = False
    entry: Optional[Entry] = None

    @property
    def browser_file(self) -> str:
        """The entry's path in the browser's file tree."""
        return f"surfaces/{self.kind}__{self.slug}.js"

    @property
    def roots(self) -> tuple[Root, ...]:
        """Every class that this surface runs in the browser."""
        return (*self.components, *self.behaviours, *self.providers.values())


class Variants(msgspec.Struct, frozen=True):
    """An image's own width in pixels, and its smaller variants: width -> URL."""

    width: int
    urls: dict[int, str]


class Site(msgspec.Struct, frozen=True):
    """An application's surfaces, in order of precedence, and what they share."""

    target: str  # "app:app"
    surfaces: tuple[Surface, ...]
    store_files: dict[str, Root] = {}  # store name -> where it is declared
    #: The app's own pages for failures: "not_found" and "error".
    errors: dict[str, Surface] = {}
    #: Files below `app/static` and what `css=`, `js=`, `modules=` name: URL -> path relative to the project root.
    files: dict[str, str] = {}
    #: URL as declared -> hashed URL; empty in dev.
    hashed: dict[str, str] = {}
    #: Smaller variants of images, by URL; what `sprag pack` made.
    images: dict[str, Variants] = {}
    #: WebAssembly lies in app/static.
    wasm: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def policy_sources(self) -> dict[str, tuple[str, ...]]:
        """What the pages need beyond our own origin, by Content-Security-Policy directive."""
        every = (*self.surfaces, *self.errors.values())
        scripts = [script.url for surface in every for script in surface.js]
        scripts += [module.url for surface in every for module in surface.modules.values()]
        styles = [style.url for surface in every for style in surface.css]
        found = {"script-src": _origins(scripts), "style-src": _origins(styles)}
        if self.wasm:
            # Without it no browser compiles WebAssembly; it allows no other code from text.
            found["script-src"] += ("'wasm-unsafe-eval'",)
        return {directive: origins for directive, origins in found.items() if origins}

    def url(self, declared: str) -> str:
        """The URL that serves what was declared under `declared`."""
        return self.hashed.get(declared, declared)


def _origins(urls: Iterable[str]) -> tuple[str, ...]:
    external = [urlsplit(url) for url in urls if "//" in url[:8]]
    return tuple(sorted({f"{url.scheme}://{url.netloc}" if url.scheme else url.netloc for url in external}))


def encode(site: Site) -> bytes:
    """The manifest's text."""
    return msgspec.json.format(msgspec.json.encode(site), indent=1)


def decode(text: bytes, where: Path) -> Site:
    """A manifest's Site; ValueError that names the file and the field when it is not one."""
    try:
        return msgspec.json.decode(text, type=Site)
    except msgspec.MsgspecError as error:
        raise ValueError(
            f"{where}: not a manifest of this version ({error}); run `sprag build` again"
        ) from error

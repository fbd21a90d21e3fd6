"""The ASGI application of a site, and serving it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, Optional

import msgspec
from specter.controller import Controller
from specter.http import HttpApp, HttpConfig, Router, SessionPolicy
from specter.runtime import Runtime
from specter.runtime import serve as serve_asgi

from ..authoring.app import App
from ..authoring.errors import DeclarationError
from ..rendering.compiled import install_all
from ..site import decode, load
from ..site.loading import Loaded
from ..site.plan import Site
from .policy import Policy
from .settings import from_environment, log_as_asked
from .surfaces import Surfaces, Tree

MANIFEST = "manifest.json"
#: Compiled render functions by the file that they were made from.
TEMPLATES = "templates.json"


def create_app(root: Path | str = ".", target: Optional[str] = None, **config: Any) -> HttpApp:
    """The production application of a build (`dist/`, which holds the manifest).

    `config` goes to `specter.http.HttpConfig`, over what the environment says (`sprag.serve.settings`).
    """
    log_as_asked()
    config = {**from_environment(), **config}
    root = Path(root).resolve()
    manifest = root / MANIFEST
    if not manifest.is_file():
        raise FileNotFoundError(f"{manifest} was not found; run `sprag build`, then serve its output")
    site = decode(manifest.read_bytes(), manifest)
    app = application(load(root, target or site.target), site, {}, production=True, **config)
    templates = root / TEMPLATES
    if templates.is_file():
        install_all(root, msgspec.json.decode(templates.read_bytes(), type=dict[str, str]))
    return app


def application(
    loaded: Loaded, site: Site, browser_files: Tree, *, production: bool, **config: Any
) -> HttpApp:
    """The application of an imported App and its Site; `browser_files` by URL where the build did not lay them out."""
    app = loaded.app
    surfaces = Surfaces(
        app,
        site,
        loaded.project,
        production=production,
        browser_files=browser_files,
        policy=Policy(site, config.get("csp") or {}),
    )
    runtime = Runtime(providers=app.providers, policy=_policy(app.session_policy))
    for served in surfaces.served:
        if served.controller is not None:
            runtime.add(served.key, served.controller)
    config["csp"] = surfaces.policy.sources()
    declared = {"upload_chunk": app.upload_chunk_size, "upload_folder": _upload_folder(app, loaded.project)}
    http = HttpApp(runtime, surfaces, HttpConfig(production=production, **{**declared, **config}))
    for router in _routers(app, surfaces):
        router.register(http)
    return http


def serve(
    app: HttpApp,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    sock: Optional[socket.socket] = None,
    drain: float = 30.0,
    ready: Callable[[str, int], None] | None = None,
) -> int:
    """Serves until SIGTERM or SIGINT; the exit code. `ready(host, port)` is called when connections are accepted."""
    return serve_asgi(app, host, port, sock=sock, drain=drain, ready=ready)


def _routers(app: App, surfaces: Surfaces) -> Iterator[Router]:
    """Plain HTTP endpoints: the Routers among the providers, and what controllers say in `build_routes`."""
    for provider in app.providers.values():
        if isinstance(provider, Router):
            yield provider
    for served in surfaces.served:
        controller = served.controller
        if controller is not None and type(controller).build_routes is not Controller.build_routes:
            yield controller.build_blueprint()


def _upload_folder(app: App, project: Path) -> Optional[str]:
    return None if app.upload_temp_dir is None else str(project / app.upload_temp_dir)


def _policy(given: Any) -> SessionPolicy:
    if given is None:
        return SessionPolicy()
    if not isinstance(given, dict):
        return given  # type: ignore[no-any-return]
    known = [field.name for field in fields(SessionPolicy)]
    unknown = [name for name in given if name not in known]
    if unknown:
        raise DeclarationError(
            f"App: session_policy takes {', '.join(known)}; got {', '.join(map(repr, unknown))}"
        )
    return SessionPolicy(**given)

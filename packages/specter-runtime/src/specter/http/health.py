"""Health: is the process alive, does it take requests, and its figures."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable
from typing import Any, Protocol

from specter import hub
from specter.http.response import Response
from specter.http.site import Site
from specter.queues import QueueService
from specter.runtime import Runtime
from specter.storage.interfaces import KV


class Measured(Protocol):
    """A part that has figures of its own."""

    def figures(self) -> dict[str, float]: ...


class Health:
    """`/__sprag__/health/live`, `/ready` and `/metrics`."""

    def __init__(self, site: Site, runtime: Runtime, parts: Iterable[Measured]) -> None:
        self.site = site
        self.runtime = runtime
        self.parts = tuple(parts)
        self.started_at = time.time()
        self.requests = 0
        self.in_flight = 0

    def endpoints(self) -> dict[str, Any]:
        return {
            "health/live": (("GET",), self.live),
            "health/ready": (("GET",), self.ready),
            "health/metrics": (("GET",), self.metrics),
        }

    async def live(self, scope: Any, receive: Any, send: Any) -> None:
        """200 as long as the hub turns."""
        await self._send(scope, send, Response.json({"status": "ok"}))

    async def ready(self, scope: Any, receive: Any, send: Any) -> None:
        """503 before boot, while draining, and when a service has failed; the names of services only in dev."""
        health = await hub.call(self.runtime.health)
        status = "draining" if self.site.draining else health["status"]
        body: dict[str, Any] = {"status": status}
        if not self.site.config.production:
            body["services"] = health["services"]
        await self._send(scope, send, Response.json(body, 200 if status == "ok" else 503))

    async def metrics(self, scope: Any, receive: Any, send: Any) -> None:
        """Figures as `name value` lines, the text format that Prometheus reads. From this machine only."""
        client = scope.get("client")
        # Through a proxy on this machine everybody would seem to be here.
        passed_on = any(
            name == b"forwarded" or name.startswith(b"x-forwarded-") for name, _ in scope["headers"]
        )
        if passed_on or (client is not None and client[0] not in ("127.0.0.1", "::1")):
            await self._send(scope, send, Response.json({"error": "Forbidden"}, 403))
            return
        figures = await hub.call(self.figures)
        text = "".join(f"{name} {value}\n" for name, value in figures.items())
        await self._send(scope, send, Response(text, media_type="text/plain; version=0.0.4; charset=utf-8"))

    def figures(self) -> dict[str, float]:
        figures: dict[str, float] = {
            "specter_uptime_seconds": round(time.time() - self.started_at, 1),
            "specter_requests_total": self.requests,
            "specter_requests_in_flight": self.in_flight,
            "specter_max_rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }
        for part in self.parts:
            figures.update(part.figures())
        for key, service in self.runtime.providers.items():
            if isinstance(service, QueueService):
                figures[f'specter_queue_pending{{queue="{key}"}}'] = service.pending_count()
                figures[f'specter_queue_oldest_seconds{{queue="{key}"}}'] = round(service.oldest_age(), 3)
        kv: KV | None = getattr(self.site.visitor.keeper.store, "kv", None)
        if kv is not None:
            began = time.perf_counter()
            kv.get("specter.health")
            figures["specter_storage_seconds"] = round(time.perf_counter() - began, 6)
        return figures

    async def _send(self, scope: Any, send: Any, response: Response) -> None:
        await self.site.send(self.site.request(scope), response, send)

"""Health: is the process alive, does it take requests, and its figures."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING, Any

from specter import hub
from specter.http.response import Response
from specter.queues import QueueService

if TYPE_CHECKING:
    from specter.http.app import HttpApp


class Health:
    """`/__sprag__/health/live`, `/ready` and `/metrics`."""

    def __init__(self, app: HttpApp) -> None:
        self.app = app
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
        await self._send(scope, send, {"status": "ok"})

    async def ready(self, scope: Any, receive: Any, send: Any) -> None:
        """503 before boot, while draining, and when a service has failed; the names of services only in dev."""
        health = await hub.call(self.app.runtime.health)
        status = "draining" if self.app.draining else health["status"]
        body: dict[str, Any] = {"status": status}
        if not self.app.config.production:
            body["services"] = health["services"]
        await self._send(scope, send, body, 200 if status == "ok" else 503)

    async def metrics(self, scope: Any, receive: Any, send: Any) -> None:
        """Figures as `name value` lines, the text format that Prometheus reads. From this machine only."""
        client = scope.get("client")
        # Through a proxy on this machine everybody would seem to be here.
        passed_on = any(
            name == b"forwarded" or name.startswith(b"x-forwarded-") for name, _ in scope["headers"]
        )
        if passed_on or (client is not None and client[0] not in ("127.0.0.1", "::1")):
            await self._send(scope, send, {"error": "Forbidden"}, 403)
            return
        figures = await hub.call(self.figures)
        text = "".join(f"{name} {value}\n" for name, value in figures.items())
        response = Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
        await self.app.send(self.app.request(scope), response, send)

    def figures(self) -> dict[str, float]:
        sockets = self.app.transport.health()
        streams = self.app.events.health()
        figures: dict[str, float] = {
            "specter_uptime_seconds": round(time.time() - self.started_at, 1),
            "specter_requests_total": self.requests,
            "specter_requests_in_flight": self.in_flight,
            "specter_sockets": sockets["connections"],
            "specter_socket_events_total": sockets["events_sent"],
            "specter_socket_deferred_total": sockets["dropped"],
            "specter_socket_resumed_total": sockets["resumed"],
            "specter_socket_gaps_total": sockets["gaps"],
            "specter_sse_connections": streams["connections"],
            "specter_sse_dropped_total": streams["dropped"],
            "specter_uploads": self.app.uploads.health()["uploads"],
            "specter_hub_blocked_total": self.app.watchdog.blocked,
            "specter_hub_blocked_longest_seconds": round(self.app.watchdog.longest, 3),
            "specter_max_rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }
        for key, service in self.app.runtime.providers.items():
            if isinstance(service, QueueService):
                figures[f'specter_queue_pending{{queue="{key}"}}'] = service.pending_count()
        return figures

    async def _send(self, scope: Any, send: Any, body: dict[str, Any], status: int = 200) -> None:
        await self.app.send(self.app.request(scope), Response.json(body, status), send)

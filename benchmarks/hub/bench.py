"""What a `def` handler on the hub costs beside a coroutine on plain asyncio.

    python benchmarks/hub/bench.py [--quick]

Bars: CPU <= 1.3, requests per second >= 0.70, p99 <= 2 of bare Starlette; a handler that waits reaches >= 90 %
of the ideal concurrency at 200 connections; beside handlers that call time.sleep the p99 of the others is <= 20 ms.
"""

from __future__ import annotations

import sys
import threading

from load import Server, here, load, measure, request, running, table


def main() -> None:
    quick = "--quick" in sys.argv
    seconds, rounds = (1.0, 3) if quick else (3.0, 5)
    servers = [
        Server(name, [*here(__file__, "servers.py"), name]) for name in ("starlette", "hub", "patched")
    ]
    with running(servers):
        asked = {server.name: request("GET", "/") for server in servers}
        measure(servers, asked, connections=16, seconds=seconds, rounds=rounds)
        print(table(servers, "starlette"))
        for server in servers:
            found = load(server, request("GET", "/wait"), 200, seconds * 2)
            ideal = 200 / 0.25
            print(
                f"{server.name:24} 250 ms wait, 200 connections: {found.per_second / ideal * 100:.0f} % of the ideal"
            )
        patched = servers[2]
        beside = threading.Thread(target=load, args=(patched, request("GET", "/block"), 10, seconds))
        beside.start()
        found = load(patched, request("GET", "/"), 4, seconds)
        beside.join()
        print(f"beside 10 handlers in time.sleep(0.5): p99 of the others {found.p99_ms:.1f} ms")


if __name__ == "__main__":
    main()

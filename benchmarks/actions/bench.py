"""A validated action over HTTP beside other frameworks.

    python benchmarks/actions/setup.py        once: peers into benchmarks/peers
    python benchmarks/actions/bench.py [--quick]

The ratios are to bare Starlette on asyncio; "starlette" is the same with uvloop, as are FastAPI and Litestar.
Bars: requests per second >= 1.5 of FastAPI, ahead of Litestar and SvelteKit, >= 1.0 of bare Starlette;
p99 <= 1.5 of bare Starlette.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hub"))

from load import Server, here, measure, request, running, table

PEERS = Path(__file__).resolve().parents[1] / "peers"
BODY = b'{"route":"/counter","action":"increment","payload":{"count":41}}'
REFERENCE = "starlette, asyncio"


def servers() -> list[Server]:
    """Ours, the reference, and the peers that are installed."""
    program = here(__file__, "servers.py")
    found = [Server(REFERENCE, [*program, "starlette", "asyncio"]), Server("specter", [*program, "specter"])]
    for name in ("starlette", "fastapi", "litestar"):
        python = PEERS / name / "bin/python"
        if python.exists():
            found.append(Server(name, [str(python), program[1], name]))
    node = PEERS / "sveltekit/node_modules/.bin/node"
    if node.exists():
        found.append(Server("sveltekit", [str(node), str(PEERS / "sveltekit/server.js")]))
    return found


def main() -> None:
    quick = "--quick" in sys.argv
    compared = servers()
    with running(compared):
        asked = request("POST", "/__sprag__/actions", BODY, "Content-Type: application/json\r\n")
        seconds, rounds = (1.0, 3) if quick else (3.0, 5)
        measure(compared, {s.name: asked for s in compared}, connections=16, seconds=seconds, rounds=rounds)
        print(table(compared, REFERENCE))


if __name__ == "__main__":
    main()

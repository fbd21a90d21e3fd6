"""A validated action over HTTP beside other frameworks.

    python benchmarks/actions/setup.py        once: peers into benchmarks/peers
    python benchmarks/actions/bench.py [--quick]

Bars: >= 1.0 of bare Starlette, >= 1.5 of FastAPI, ahead of Litestar; p99 <= 1.5 of bare Starlette.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hub"))

from load import Server, here, measure, request, running, table

PEERS = Path(__file__).resolve().parents[1] / "peers"
BODY = b'{"route":"/counter","action":"increment","payload":{"count":41}}'


def main() -> None:
    quick = "--quick" in sys.argv
    servers = [Server(name, [*here(__file__, "servers.py"), name]) for name in ("starlette", "specter")]
    for name in ("fastapi", "litestar"):
        python = PEERS / name / "bin/python"
        if python.exists():
            servers.append(Server(name, [str(python), here(__file__, "servers.py")[1], name]))
    with running(servers):
        asked = request("POST", "/__sprag__/actions", BODY, "Content-Type: application/json\r\n")
        seconds, rounds = (1.0, 3) if quick else (3.0, 5)
        measure(servers, {s.name: asked for s in servers}, connections=16, seconds=seconds, rounds=rounds)
        print(table(servers, "starlette"))


if __name__ == "__main__":
    main()

"""One thread for greenlets and coroutines: the asyncio loop waits on the gevent hub.

`await hub.call(fn, *args)` runs `fn` in a greenlet, `hub.wait(awaitable)` waits for a coroutine from a greenlet.
Under a loop that is not a `HubLoop` the hub has a thread of its own, and both cross between the threads.
"""

from __future__ import annotations

from specter.hub.calls import begin, call, call_while, call_within, current_loop, finish, run, wait
from specter.hub.loop import HubLoop, Worker
from specter.hub.stopping import CallerGone, HandlerTimeout

__all__ = [
    "CallerGone",
    "HandlerTimeout",
    "HubLoop",
    "Worker",
    "begin",
    "call",
    "call_while",
    "call_within",
    "current_loop",
    "finish",
    "run",
    "wait",
]

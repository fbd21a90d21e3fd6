"""One thread for greenlets and coroutines: the asyncio loop waits on the gevent hub.

`await hub.call(fn, *args)` runs `fn` in a greenlet, `hub.wait(awaitable)` waits for a coroutine from a greenlet.
Under a loop that is not a `HubLoop` the hub has a thread of its own, and both cross between the threads.
"""

from __future__ import annotations

from specter.hub.calls import call, call_while, call_within, current_loop, run, wait
from specter.hub.loop import HubLoop
from specter.hub.stopping import CallerGone, HandlerTimeout

__all__ = [
    "CallerGone",
    "HandlerTimeout",
    "HubLoop",
    "call",
    "call_while",
    "call_within",
    "current_loop",
    "run",
    "wait",
]

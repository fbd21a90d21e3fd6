"""Generated requests: whatever comes, never a 500 and never an exception (F-01).

`python test_http_fuzz.py 1000000` is the long version; the suite runs 20,000.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from collections import Counter
from itertools import accumulate
from typing import Any

import msgspec
import psutil
from forms import BOUNDARY, MULTIPART, form
from inprocess import JSON, Answer, Browser, drive
from site_app import site
from specter import hub
from specter.wire import UploadInit

SCALARS: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    1e308,
    -0.0,
    "",
    "0",
    "x",
    "\0",
    "ü€😀",
    "__proto__",
    "constructor",
]
ROUTES: list[Any] = [
    "/counter",
    "/blog/x",
    "/private",
    "/zzz",
    "",
    "/",
    None,
    "//",
    "/counter/",
    "/blog/../x",
    "x" * 3000,
]
ACTIONS: list[Any] = [
    "increment",
    "plain",
    "whoami",
    "remember",
    "store",
    "members",
    "outcome",
    "zzz",
    "",
    "__init__",
    "load",
]
KEYS = ["count", "a", "b", "key", "value", "title", "self", "__class__", "", "x" * 500]


#: Bytes of a chunk of the site that is asked.
CHUNK = 2000


class Chance(random.Random):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        #: Sizes of the uploads that were begun, by their ids.
        self.uploads: dict[str, int] = {}

    def value(self, depth: int = 0) -> Any:
        kind = self.random()
        if kind < 0.6 or depth > 3:
            return self.choice(SCALARS)
        if kind < 0.8:
            return [self.value(depth + 1) for _ in range(self.randrange(4))]
        return {self.choice(KEYS): self.value(depth + 1) for _ in range(self.randrange(5))}

    def spoiled(self, body: bytes) -> bytes:
        """A few bytes changed, dropped or doubled, now and then."""
        if self.random() < 0.6 or not body:
            return body
        data = bytearray(body)
        for _ in range(self.randint(1, 4)):
            at = self.randrange(len(data)) if data else 0
            luck = self.random()
            if luck < 0.4 and data:
                data[at] = self.randrange(256)
            elif luck < 0.7:
                del data[at : at + self.randrange(20)]
            else:
                data[at:at] = data[at : at + self.randrange(40)]
        return bytes(data)

    def json(self, value: Any) -> bytes:
        return self.spoiled(msgspec.json.encode(value))

    def action(self) -> tuple[str, dict[str, str], bytes]:
        call: Any = {"route": self.choice(ROUTES), "action": self.choice(ACTIONS), "payload": self.value()}
        if self.random() < 0.1:
            call = self.value()
        return "/__sprag__/actions", JSON, self.json(call)

    def upload_call(self) -> tuple[str, dict[str, str], bytes]:
        which = self.choice(["init", "init", "cancel", "chunk", "chunk", "chunk"])
        if which == "chunk":
            return "/__sprag__/uploads/chunk", MULTIPART, self.spoiled(self.chunk())
        files = [
            {
                "name": self.value(3),
                "filename": self.value(3),
                "size": self.value(3),
                "content_type": self.value(3),
            }
            for _ in range(self.randrange(3))
        ]
        if self.random() < 0.5:
            files = [{"name": "f", "filename": "n", "size": self.randrange(3 * CHUNK)}]
        route = "/counter" if self.random() < 0.6 else self.choice(ROUTES)
        call = {"route": route, "action": "store", "files": files, "upload_id": self.value(3)}
        call["payload"] = {"title": "t"} if self.random() < 0.8 else self.value()
        if self.uploads and self.random() < 0.1:
            call["upload_id"] = self.choice(list(self.uploads))
        return f"/__sprag__/uploads/{which}", JSON, self.json(call)

    def chunk(self) -> bytes:
        fields = {name: str(self.choice(SCALARS)) for name in ("upload_id", "file_index", "chunk_index")}
        size = self.randrange(3000)
        if self.uploads and self.random() < 0.8:
            upload_id, whole = self.choice(list(self.uploads.items()))
            number = self.randrange(-(-whole // CHUNK) + 1)
            fields = {"upload_id": upload_id, "file_index": "0", "chunk_index": str(number)}
            size = max(0, min(CHUNK, whole - number * CHUNK)) + self.choice([0, 0, 0, -1, 1])
        return form(fields, ("chunk", "b", "x/y", b"x" * size))

    def begun(self, path: str, body: bytes, answer: Answer) -> None:
        """Go on with an upload that was begun, until it is finished."""
        if path.endswith("/init") and answer.status == 200:
            # Names that nobody asks for may be no UTF-8.
            asked = msgspec.json.decode(body, type=UploadInit)
            self.uploads[answer.json["upload_id"]] = asked.files[0].size
        gone = answer.status == (200 if path.endswith("/cancel") else 404)
        if gone or b'"finalized":true' in answer.body:
            self.uploads = {name: size for name, size in self.uploads.items() if name.encode() not in body}

    def multipart(self) -> tuple[str, dict[str, str], bytes]:
        fields = {"__sprag_route": "/counter", "__sprag_action": "store", "__sprag_payload": '{"title":"t"}'}
        for name in list(fields):
            if self.random() < 0.2:
                fields[name] = str(self.choice(SCALARS)).replace("\0", "")
        files = [
            (
                str(self.choice(KEYS)),
                str(self.choice(SCALARS)),
                "text/plain",
                self.randbytes(self.randrange(200)),
            )
            for _ in range(self.randrange(3))
        ]
        headers = (
            MULTIPART
            if self.random() < 0.9
            else {"content-type": f"multipart/form-data; boundary={BOUNDARY[:3]}"}
        )
        return "/__sprag__/uploads", headers, self.spoiled(form(fields, *files))

    def frame(self) -> bytes:
        kind = self.choice(["emit", "topic", "hello", "ping", "zzz", None, 3])
        frame: Any = {
            "type": kind,
            "event": self.choice(["echo", "async", "members", "zzz", "", None, 3]),
            "payload": self.value(),
            "id": self.choice([1, None, "x", 2**70, -1]),
            "route": self.choice(ROUTES),
            "topic": self.choice(["room:a", "news", "", "x" * 200, None, 3, "t:", "*"]),
            "action": self.choice(["join", "leave", "zzz", None]),
            "resume": self.choice(
                [None, {}, {"token": "x"}, {"token": "x", "streams": {"*": ["a", 1]}}, self.value()]
            ),
        }
        return self.json(frame if self.random() < 0.9 else self.value())


def fuzz(count: int, seed: int) -> dict[str, float]:
    """`count` generated requests and messages; the figures of the run."""
    chance = Chance(seed)
    statuses: Counter[int] = Counter()
    #: How many took how many tenths of a millisecond of this thread: other processes' load is not in it.
    took: Counter[int] = Counter()
    finished = 0
    logging.disable(logging.CRITICAL)

    async def scenario(browser: Browser) -> None:
        nonlocal finished
        app: Any = browser.app
        for number in range(count):
            luck = number % 10
            if number % 10_000 == 9_999:
                # What nobody goes on with would soon be all that the server takes.
                await hub.call(app.uploads.chunked.tidy)
            if luck < 8:
                path, headers, body = (
                    chance.action() if luck < 4 else chance.upload_call() if luck < 6 else chance.multipart()
                )
                visitor = browser if chance.random() < 0.7 else Browser(app)
                began = time.thread_time()
                answer = await visitor.ask("POST", path, body, headers)
                took[int((time.thread_time() - began) * 10_000)] += 1
                assert answer.status < 500, (path, body, answer.body)
                statuses[answer.status] += 1
                if visitor is browser:
                    chance.begun(path, body, answer)
                finished += b'"finalized":true' in answer.body
            elif luck == 8:
                frames = [chance.frame() for _ in range(2)]
                began = time.thread_time()
                sent = await browser.converse(frames)
                took[int((time.thread_time() - began) * 10_000)] += 1
                assert not any(frame.get("status") == 500 for frame in sent), (frames, sent)
        assert app.transport.connections == {}

    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    drive(site(frames_per_second=1e9, uploads_per_session=3, upload_chunk=CHUNK, upload_ttl=1.0), scenario)
    logging.disable(logging.NOTSET)
    assert statuses[200] > count / 50
    assert finished > count / 2000
    return {
        "requests": sum(statuses.values()),
        "uploads finished": finished,
        "status 500": sum(number for status, number in statuses.items() if status >= 500),
        "p99 ms": percentile(took, 0.99) / 10,
        "seconds": round(time.perf_counter() - began, 1),
        "MiB grown": round((psutil.Process().memory_info().rss - before) / 2**20, 1),
    }


def percentile(counts: Counter[int], share: float) -> int:
    """The value below or at which that share of what was counted lies."""
    return next(
        value
        for value, below in zip(sorted(counts), accumulate(counts[value] for value in sorted(counts)))
        if below >= share * sum(counts.values())
    )


def test_no_generated_request_is_a_500_or_grows_the_process() -> None:
    figures = fuzz(20_000, seed=11)
    assert figures["MiB grown"] <= 20


if __name__ == "__main__":
    print(fuzz(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))

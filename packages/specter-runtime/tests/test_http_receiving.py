"""Bodies that go straight from the socket into a buffer: chunks of uploads over real sockets, however they are cut."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterator

import httpx
import pytest
from forms import BOUNDARY, MULTIPART, form
from serving import Served, read_response, serving

CHUNK = 200_000


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    options = {"upload_chunk": CHUNK, "header_timeout": 1.0, "body_grace": 1.0, "uploads_per_session": 100}
    with serving("site_app.py", json.dumps(options)) as found:
        yield found


class Upload:
    """An upload of one file, and the requests that carry its chunks."""

    def __init__(self, served: Served, data: bytes) -> None:
        file = {"name": "asset", "filename": "a.txt", "content_type": "text/plain", "size": len(data)}
        call = {"route": "/counter", "action": "read_whole", "files": [file]}
        answer = httpx.post(f"{served.url}/__sprag__/uploads/init", json=call)
        self.id = answer.json()["upload_id"]
        self.cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
        self.data = data

    def request(self, number: int, data: bytes | None = None, more: str = "") -> bytes:
        if data is None:
            data = self.data[number * CHUNK : (number + 1) * CHUNK]
        fields = {"upload_id": self.id, "file_index": "0", "chunk_index": str(number)}
        body = form(fields, ("chunk", "blob", "application/octet-stream", data))
        head = (
            "POST /__sprag__/uploads/chunk HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: {self.cookie}\r\nContent-Type: {MULTIPART['content-type']}\r\n{more}"
        )
        if "chunked" in more:
            return f"{head}\r\n".encode() + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])


def value(answer: bytes) -> object:
    return json.loads(answer.partition(b"\r\n\r\n")[2])["value"]


def file_of(size: int) -> bytes:
    """Bytes that look like the end of a form, wherever one looks."""
    line = f"\r\n--{BOUNDARY[:-1]}".encode() + b"\r\n--\r\r\n\n\0"
    return (line * (size // len(line) + 1))[:size]


def test_a_file_arrives_as_it_was_sent_however_its_requests_are_cut(served: Served) -> None:
    cuts = random.Random(1)
    data = file_of(3 * CHUNK + 12_345)
    for longest in (7, 1_000, 50_000, 1_000_000):
        upload = Upload(served, data)
        with served.connect() as connection:
            for number in range(4):
                request, sent = upload.request(number), 0
                # Byte by byte where it matters: in the head, and where the file begins and ends.
                while sent < len(request):
                    small = sent < 1_000 or len(request) - sent < 100
                    size = cuts.randint(1, longest if small or longest > 100 else 20_000)
                    connection.sendall(request[sent : sent + size])
                    sent += size
                answer = read_response(connection)
                assert status(answer) == 200, answer
        assert value(answer) == data.decode()


def test_requests_that_come_at_once_are_told_apart(served: Served) -> None:
    data = file_of(3 * CHUNK)
    upload = Upload(served, data)
    page = b"GET /counter HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with served.connect() as connection:
        connection.sendall(upload.request(0) + page + upload.request(1) + upload.request(2) + page)
        answers = b""
        while answers.count(b"<h1>counter</h1>") < 2:
            piece = connection.recv(65536)
            assert piece, answers[-1000:]
            answers += piece
    assert answers.count(b"HTTP/1.1 200") == 5
    at = [
        answers.index(b'"chunks_received":1'),
        answers.index(b"<h1>"),
        answers.index(b'"chunks_received":2'),
    ]
    assert at == sorted(at)
    assert json.dumps(data.decode()).encode() in answers


def test_a_body_without_a_length_arrives_too(served: Served) -> None:
    upload = Upload(served, file_of(CHUNK))
    answer = served.exchange(upload.request(0, more="Transfer-Encoding: chunked\r\n"))
    assert value(answer) == upload.data.decode()


def test_a_client_that_waits_for_the_word_to_go_on_gets_it(served: Served) -> None:
    upload = Upload(served, file_of(CHUNK))
    head, _, body = upload.request(0, more="Expect: 100-continue\r\n").partition(b"\r\n\r\n")
    with served.connect() as connection:
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert value(read_response(connection)) == upload.data.decode()


def test_after_the_last_request_of_a_connection_nothing_is_heard(served: Served) -> None:
    upload = Upload(served, file_of(2 * CHUNK))
    with served.connect() as connection:
        connection.sendall(upload.request(0, more="Connection: close\r\n") + upload.request(1))
        answers = b""
        # What the server leaves unread may make it a reset.
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                answers += piece
    assert answers.count(b"HTTP/1.1 ") == 1


def test_a_chunk_of_another_size_says_which(served: Served) -> None:
    upload = Upload(served, file_of(2 * CHUNK))
    found = {}
    for name, size in {"short": CHUNK - 1, "empty": 0, "half": CHUNK // 2, "long": CHUNK + 1}.items():
        # On one connection each: what a refused chunk leaves unread does not become a request.
        with served.connect() as connection:
            connection.sendall(upload.request(0, b"x" * size))
            answer = read_response(connection)
            found[name] = (status(answer), json.loads(answer.partition(b"\r\n\r\n")[2])["error"])
            connection.sendall(upload.request(1))
            assert status(read_response(connection)) == 200
    assert found == {
        name: (400, f"chunk 0 of file 0 must have {CHUNK} bytes, got {size}.")
        for name, size in {"short": CHUNK - 1, "empty": 0, "half": CHUNK // 2, "long": CHUNK + 1}.items()
    }


def test_a_refused_chunk_leaves_its_connection_usable(served: Served) -> None:
    upload = Upload(served, file_of(CHUNK))
    with served.connect() as connection:
        connection.sendall(upload.request(7, b"x" * CHUNK))
        assert status(read_response(connection)) == 400
        connection.sendall(upload.request(0))
        assert value(read_response(connection)) == upload.data.decode()


def test_a_client_that_stops_in_the_middle_of_a_chunk_gets_408_and_one_that_leaves_is_forgotten(
    served: Served,
) -> None:
    upload = Upload(served, file_of(CHUNK))
    request = upload.request(0)
    with served.connect() as slow, served.connect() as leaving:
        for connection in (slow, leaving):
            connection.sendall(request[: CHUNK // 2])
        leaving.close()
        assert read_response(slow).startswith(b"HTTP/1.1 408")
    assert value(served.exchange(request)) == upload.data.decode()

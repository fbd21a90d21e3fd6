"""HTTP/1.1 over real sockets: what can be read in two ways is refused, and slow clients are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import Served, read_response, serving

H = b"Host: 127.0.0.1\r\n"
GET = b"GET /counter HTTP/1.1\r\n"
POST = b"POST /__sprag__/actions HTTP/1.1\r\n" + H

TABLE: dict[str, tuple[bytes, int]] = {
    "a good request": (GET + H + b"\r\n", 200),
    "HTTP/1.0": (b"GET /counter HTTP/1.0\r\n" + H + b"\r\n", 200),
    "an empty line before the request": (b"\r\n" + GET + H + b"\r\n", 200),
    "the absolute form": (b"GET http://127.0.0.1/counter HTTP/1.1\r\n" + H + b"\r\n", 200),
    "OPTIONS *": (b"OPTIONS * HTTP/1.1\r\n" + H + b"\r\n", 204),
    "no Host": (GET + b"\r\n", 400),
    "two Hosts": (GET + H + H + b"\r\n", 400),
    "an empty Host": (GET + b"Host: \r\n\r\n", 400),
    "a Host with a space": (GET + b"Host: a b\r\n\r\n", 400),
    "a Host with a slash": (GET + b"Host: a/b\r\n\r\n", 400),
    "a Host with a user": (GET + b"Host: u@127.0.0.1\r\n\r\n", 400),
    "a port out of range": (GET + b"Host: 127.0.0.1:99999\r\n\r\n", 400),
    "an unknown Host": (GET + b"Host: evil.example\r\n\r\n", 421),
    "the absolute form of another host": (b"GET http://evil.example/counter HTTP/1.1\r\n" + H + b"\r\n", 400),
    "HTTP/1.2": (b"GET /counter HTTP/1.2\r\n" + H + b"\r\n", 400),
    "HTTP/2.0": (b"GET /counter HTTP/2.0\r\n" + H + b"\r\n", 505),
    "another protocol": (b"GET /counter HTTX/1.1\r\n" + H + b"\r\n", 400),
    "the protocol in lower case": (b"GET /counter http/1.1\r\n" + H + b"\r\n", 400),
    "no version": (b"GET /counter\r\n" + H + b"\r\n", 400),
    "a folded header": (GET + H + b"X-A: a\r\n b\r\n\r\n", 400),
    "a header folded by a tab": (GET + H + b"X-A: a\r\n\tb\r\n\r\n", 400),
    "a header that begins with a space": (GET + b" Host: 127.0.0.1\r\n\r\n", 400),
    "a space before the colon": (GET + b"Host : 127.0.0.1\r\n\r\n", 400),
    "a space in a header name": (GET + H + b"X A: b\r\n\r\n", 400),
    "a header without a colon": (GET + H + b"XA\r\n\r\n", 400),
    "NUL in a header": (GET + H + b"X: a\0b\r\n\r\n", 400),
    "a bare CR in a header": (GET + H + b"X: a\rb\r\n\r\n", 400),
    "bare line feeds": (b"GET /counter HTTP/1.1\nHost: 127.0.0.1\n\n", 400),
    "Content-Length and Transfer-Encoding": (
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "Content-Length twice": (POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
    "two Content-Lengths": (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    "a list of Content-Lengths": (POST + b"Content-Length: 2, 2\r\n\r\n{}", 400),
    "a negative Content-Length": (POST + b"Content-Length: -2\r\n\r\n{}", 400),
    "a signed Content-Length": (POST + b"Content-Length: +2\r\n\r\n{}", 400),
    "a Content-Length that is a word": (POST + b"Content-Length: x\r\n\r\n{}", 400),
    "an empty Content-Length": (POST + b"Content-Length: \r\n\r\n{}", 400),
    "a Content-Length beyond 64 bits": (POST + b"Content-Length: 99999999999999999999999\r\n\r\n{}", 400),
    "Transfer-Encoding on HTTP/1.0": (
        b"POST /__sprag__/actions HTTP/1.0\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "an unknown transfer coding": (POST + b"Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n", 400),
    "chunked twice": (POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400),
    "identity": (POST + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400),
    "xchunked": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "a chunk size that is none": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400),
    "a negative chunk size": (POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", 400),
    "a chunk longer than it says": (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n", 400),
    "a method that is no word": (b"G\xffT /counter HTTP/1.1\r\n" + H + b"\r\n", 400),
    "a method in lower case": (b"get /counter HTTP/1.1\r\n" + H + b"\r\n", 400),
    "an unknown method": (b"BREW /counter HTTP/1.1\r\n" + H + b"\r\n", 400),
    "CONNECT": (b"CONNECT 127.0.0.1:80 HTTP/1.1\r\n" + H + b"\r\n", 400),
    "TRACE": (b"TRACE /counter HTTP/1.1\r\n" + H + b"\r\n", 501),
    "a path without a slash": (b"GET counter HTTP/1.1\r\n" + H + b"\r\n", 400),
    "a path that climbs": (b"GET /../etc/passwd HTTP/1.1\r\n" + H + b"\r\n", 400),
    "a path that climbs, encoded": (b"GET /%2e%2e/etc HTTP/1.1\r\n" + H + b"\r\n", 400),
    "NUL in a path": (b"GET /a%00b HTTP/1.1\r\n" + H + b"\r\n", 400),
    "a space in a path": (b"GET /a b HTTP/1.1\r\n" + H + b"\r\n", 400),
    "a path beyond ASCII": (b"GET /\xc3\xa9 HTTP/1.1\r\n" + H + b"\r\n", 400),
    "100 kB of headers": (GET + H + b"X: " + b"a" * 100_000 + b"\r\n\r\n", 431),
    "2,000 headers": (GET + H + b"X: a\r\n" * 2000 + b"\r\n", 431),
    "a URL of 20 kB": (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + H + b"\r\n", 414),
    "an unknown expectation": (POST + b"Expect: tea\r\nContent-Length: 2\r\n\r\n{}", 417),
    "TLS where none is spoken": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("site_app.py", '{"header_timeout": 1.0, "body_grace": 1.0}') as found:
        yield found


def test_every_row_of_the_conformance_table_has_its_status(served: Served) -> None:
    found = {name: int(served.exchange(request).split(b" ")[1] or 0) for name, (request, _) in TABLE.items()}
    assert found == {name: status for name, (_, status) in TABLE.items()}
    assert len(TABLE) >= 32


def test_a_refused_request_closes_its_connection(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + GET + H + b"\r\n")
        answers = b""
        while piece := connection.recv(65536):
            answers += piece
    assert answers.count(b"HTTP/1.1 ") == 1


def test_pipelined_requests_are_answered_in_order(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(GET + H + b"\r\n" + b"GET /blog/a HTTP/1.1\r\n" + H + b"\r\n")
        answers = b""
        while b"<h1>blog</h1>" not in answers:
            piece = connection.recv(65536)
            assert piece, f"the connection was closed after {answers!r}"
            answers += piece
        assert answers.index(b"<h1>counter</h1>") < answers.index(b"<h1>blog</h1>")


def test_clients_that_do_not_get_on_with_it_get_408_and_disturb_nobody(served: Served) -> None:
    half = [served.connect() for _ in range(50)]
    slow_body = served.connect()
    try:
        for connection in half:
            connection.sendall(b"GET /counter HTTP/1.1\r\nHost: 127")
        slow_body.sendall(POST + b"Content-Length: 10000\r\n\r\n{")
        for _ in range(20):
            assert served.exchange(GET + H + b"\r\n").startswith(b"HTTP/1.1 200")
        assert {connection.recv(100)[:12] for connection in half} == {b"HTTP/1.1 408"}
        assert slow_body.recv(100)[:12] == b"HTTP/1.1 408"
    finally:
        for connection in [*half, slow_body]:
            connection.close()


def test_a_large_body_is_refused_before_it_is_sent(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(POST + b"Content-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n")
        assert read_response(connection).startswith(b"HTTP/1.1 413")

"""Pages in gzip, where the browser takes it."""

from __future__ import annotations

import secrets
import zlib

from specter.http.response import Response

#: Bytes below which a page is not worth it.
SMALLEST = 1024
_LEVEL = 5
_NAMED = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"


def compress(response: Response, accepted: str) -> None:
    """Pack the body when `accepted`, an Accept-Encoding header, allows it; say that the answer depends on it."""
    response.set("vary", "Accept-Encoding")
    if len(response.body) >= SMALLEST and accepts(accepted, "gzip"):
        response.body = gzip(response.body)
        response.set("content-encoding", "gzip")


def accepts(header: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header names an encoding and allows it."""
    for item in header.split(","):
        name, _, weight = item.partition(";")
        if name.strip().lower() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def gzip(body: bytes) -> bytes:
    """`body` in gzip, a little longer by chance: its length then tells nobody which guess of a secret in it was right
    (BREACH). The random part is the file name that the format allows.
    """
    name = secrets.token_hex(secrets.randbelow(50)).encode()
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(body) + packer.flush()
    end = (zlib.crc32(body).to_bytes(4, "little"), (len(body) & 0xFFFFFFFF).to_bytes(4, "little"))
    return b"".join((_NAMED, name, b"\0", packed, *end))

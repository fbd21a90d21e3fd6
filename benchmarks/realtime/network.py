"""A TCP proxy that treats its connections badly: latency, pieces of one byte, cuts, silence on an open connection."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator


class Pair:
    """A client's connection and ours to the server; what one says goes to the other, as well as the network is."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.latency = chance.uniform(0.0, 0.01)
        self.dribbles = chance.random() < 0.2
        #: Open at both ends, and nothing comes through.
        self.silent = False
        self._writers: list[asyncio.StreamWriter] = []

    async def join(self, near: tuple[asyncio.StreamReader, asyncio.StreamWriter], port: int) -> None:
        with contextlib.suppress(OSError):
            far = await asyncio.open_connection("127.0.0.1", port)
            self._writers = [near[1], far[1]]
            await asyncio.gather(self._carry(near[0], far[1]), self._carry(far[0], near[1]))
        self.cut()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await asyncio.sleep(self.latency * self.chance.random())
                if self.silent:
                    continue
                if self.dribbles:
                    for index in range(min(8, len(data))):
                        sink.write(data[index : index + 1])
                        await sink.drain()
                    data = data[8:]
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        self.cut()


class Network:
    """Where the clients of a proof think that the server is: `port`."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.port = 0
        self.pairs: dict[Pair, None] = {}
        self.cuts = self.silences = 0

    def disturb(self) -> None:
        """Cut one of the connections, or let it fall silent."""
        loud = [pair for pair in self.pairs if not pair.silent]
        if not loud:
            return
        pair = self.chance.choice(loud)
        if self.chance.random() < 0.1:
            pair.silent = True
            self.silences += 1
        else:
            pair.cut()
            self.cuts += 1


@contextlib.asynccontextmanager
async def bad_network(port: int, seed: int) -> AsyncIterator[Network]:
    network = Network(seed)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pair = Pair(network.chance)
        network.pairs[pair] = None
        try:
            await pair.join((reader, writer), port)
        finally:
            del network.pairs[pair]

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    network.port = server.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        server.close()
        for pair in list(network.pairs):
            pair.cut()

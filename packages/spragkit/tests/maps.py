"""Reads source maps."""

from __future__ import annotations

from collections.abc import Iterator


def segments(data: dict[str, object]) -> Iterator[tuple[int, int, tuple[str, int, int]]]:
    """(row, column, (source, line, column)) of every mapped place; written from the format, apart from our own reader."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    source = line = place = 0
    sources = data["sources"]
    assert isinstance(sources, list)
    for row, text in enumerate(str(data["mappings"]).split(";")):
        column = 0
        for segment in filter(None, text.split(",")):
            numbers, value, shift = [], 0, 0
            for digit in map(digits.index, segment):
                value += (digit & 31) << shift
                shift += 5
                if digit < 32:
                    numbers.append(-(value >> 1) if value & 1 else value >> 1)
                    value = shift = 0
            column += numbers[0]
            if len(numbers) > 1:
                source, line, place = source + numbers[1], line + numbers[2], place + numbers[3]
                yield row, column, (sources[source], line, place)

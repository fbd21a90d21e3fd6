"""Full-text search in plain Python; the browser runs it, and so can a test."""

from __future__ import annotations

from typing import Any

LIMIT = 12
AROUND = 60


def find(records: list[dict[str, str]], query: str) -> list[dict[str, Any]]:
    """Return the best sections for the words of `query`, each with its text round the match."""
    words = [word for word in query.lower().split() if word]
    if not words:
        return []
    scored = []
    for place, record in enumerate(records):
        score = score_of(record, words)
        if score > 0:
            scored.append((-score, place))
    scored.sort()
    best = [place for _score, place in scored[:LIMIT]]
    return [result(records[place], words, index) for index, place in enumerate(best)]


def score_of(record: dict[str, str], words: list[str]) -> int:
    """Return 0 unless every word occurs; headings count most, then titles, then text."""
    heading, title, text = record["h"].lower(), record["t"].lower(), record["x"].lower()
    total = 0
    for word in words:
        points = 0
        if heading.startswith(word):
            points += 12
        elif word in heading:
            points += 7
        if word in title:
            points += 4 if heading else 10
        if word in text:
            points += 1 + min(text.count(word), 3)
        if points == 0:
            return 0
        total += points
    return total


def result(record: dict[str, str], words: list[str], index: int) -> dict[str, Any]:
    text = record["x"]
    lowered = text.lower()
    at = -1
    length = 0
    for word in words:
        if at < 0:
            at = lowered.find(word)
            length = len(word)
    if at < 0:
        at = 0
        length = 0
    start = max(0, at - AROUND)
    before = ("…" if start else "") + text[start:at]
    return {
        "index": index,
        "url": record["u"],
        "trail": record["t"] if record["h"] else "Page",
        "title": record["h"] or record["t"],
        "before": before,
        "match": text[at : at + length],
        "after": text[at + length : at + length + AROUND * 2],
    }

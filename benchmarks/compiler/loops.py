def integers(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            total += i * 2
        else:
            total -= i // 2
    return total


def strings(n):
    out = ""
    for i in range(n):
        out += "item " + str(i) + ","
    return len(out)


def counting(n):
    counts = {}
    for i in range(n):
        key = "k" + str(i % 100)
        counts[key] = counts.get(key, 0) + 1
    return len(counts)


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self, dx, dy):
        return Point(self.x + dx, self.y + dy)


def methods(n):
    p = Point(0, 0)
    for i in range(n):
        p = p.moved(1, i)
    return p.x + p.y


def lists(n):
    rows = []
    for i in range(n):
        rows.append(i * 2)
    total = 0
    for row in rows:
        total += row
    return total

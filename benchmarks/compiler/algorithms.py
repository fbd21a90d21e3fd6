def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = False
    flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    count = 0
    for flag in flags:
        if flag:
            count += 1
    return count


def matrix(n):
    a = [[i * j % 7 for j in range(n)] for i in range(n)]
    b = [[(i + j) % 5 for j in range(n)] for i in range(n)]
    total = 0
    for i in range(n):
        row = a[i]
        for j in range(n):
            cell = 0
            for k in range(n):
                cell += row[k] * b[k][j]
            total += cell
    return total


def levenshtein(n):
    a = "kitten sitting on the mitten" * n
    b = "sitting kitten in the kitchen" * n
    before = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + cost))
        before = row
    return before[-1]


def words(n):
    text = "the quick brown fox jumps over the lazy dog and the cat " * n
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    best = ""
    for word in counts:  # noqa: PLC0206
        if best == "" or counts[word] > counts[best]:
            best = word
    return best + str(counts[best])


def life(n):
    size = 40
    grid = [[1 if (x * 7 + y * 3) % 5 < 2 else 0 for x in range(size)] for y in range(size)]
    for _ in range(n):
        after = []
        for y in range(size):
            line = []
            for x in range(size):
                near = 0
                for dy in range(-1, 2):
                    for dx in range(-1, 2):
                        if dx != 0 or dy != 0:
                            near += grid[(y + dy) % size][(x + dx) % size]
                line.append(1 if near == 3 or (near == 2 and grid[y][x] == 1) else 0)
            after.append(line)
        grid = after
    alive = 0
    for line in grid:
        for cell in line:
            alive += cell
    return alive


def mandelbrot(n):
    inside = 0
    for py in range(n):
        for px in range(n):
            x0 = px / n * 3.5 - 2.5
            y0 = py / n * 2.0 - 1.0
            x = 0.0
            y = 0.0
            i = 0
            while x * x + y * y <= 4.0 and i < 50:
                x, y = x * x - y * y + x0, 2.0 * x * y + y0
                i += 1
            if i == 50:
                inside += 1
    return inside


def queens(n):
    cols = []
    return place(n, 0, cols)


def place(n, row, cols):
    if row == n:
        return 1
    found = 0
    for col in range(n):
        safe = True
        for r in range(row):
            c = cols[r]
            if c == col or c - col == row - r or col - c == row - r:
                safe = False
                break
        if safe:
            cols.append(col)
            found += place(n, row + 1, cols)
            cols.pop()
    return found


def search(n):
    xs = [i * 3 for i in range(n)]
    hits = 0
    for wanted in range(n):
        low = 0
        high = len(xs) - 1
        while low <= high:
            middle = (low + high) // 2
            value = xs[middle]
            if value == wanted:
                hits += 1
                break
            if value < wanted:
                low = middle + 1
            else:
                high = middle - 1
    return hits


def bubble(n):
    xs = [(i * 7919) % 1009 for i in range(n)]
    for i in range(len(xs)):
        for j in range(len(xs) - i - 1):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs[0] + xs[-1] + len(xs)


def merge(n):
    xs = [(i * 7919) % 10007 for i in range(n)]
    return sum(merged(xs)[:10])


def merged(xs):
    if len(xs) < 2:
        return xs
    middle = len(xs) // 2
    left = merged(xs[:middle])
    right = merged(xs[middle:])
    out = []
    i = 0
    j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j])
            j += 1
    out.extend(left[i:])
    out.extend(right[j:])
    return out


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def memo(n):
    total = 0
    for _ in range(n):
        known = {}
        total += remembered(60, known) % 1000
    return total


def remembered(n, known):
    if n < 2:
        return n
    if n in known:
        return known[n]
    value = remembered(n - 1, known) + remembered(n - 2, known)
    known[n] = value
    return value


def factors(n):
    total = 0
    for start in range(2, n):
        left = start
        d = 2
        while d * d <= left:
            while left % d == 0:
                total += d
                left //= d
            d += 1
        if left > 1:
            total += left
    return total


def palindromes(n):
    count = 0
    for i in range(n):
        s = str(i)
        if s == s[::-1]:
            count += 1
    return count


def runs(n):
    text = "aaabbbccddddde" * n
    out = []
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        out.append(text[i] + str(j - i))
        i = j
    return len("".join(out))


def tree(n):
    root = {"value": 1, "children": []}
    for i in range(n):
        root["children"].append({"value": i, "children": [{"value": i * 2, "children": []}]})
    return walk(root)


def walk(node):
    total = node["value"]
    for child in node["children"]:
        total += walk(child)
    return total


def vowels(n):
    text = "the quick brown fox jumps over the lazy dog" * n
    count = 0
    for c in text:
        if c in "aeiou":
            count += 1
    return count


def paths(n):
    edges = {}
    for i in range(n):
        edges[i] = [((i * 7 + 1) % n, 3), ((i * 3 + 2) % n, 5), ((i + 1) % n, 7)]
    distance = {0: 0}
    heap = [(0, 0)]
    while len(heap) > 0:
        best = 0
        for i in range(1, len(heap)):
            if heap[i][0] < heap[best][0]:
                best = i
        cost, node = heap.pop(best)
        if cost > distance[node]:
            continue
        for target, weight in edges[node]:
            total = cost + weight
            if target not in distance or total < distance[target]:
                distance[target] = total
                heap.append((total, target))
    out = 0
    for node in distance:  # noqa: PLC0206
        out += distance[node]
    return out


class Counter:
    def __init__(self):
        self.n = 0
        self.seen = []

    def hit(self, by):
        self.n += by
        if self.n % 1000 == 0:
            self.seen.append(self.n)


def counters(n):
    c = Counter()
    for _ in range(n):
        c.hit(1)
    return c.n + len(c.seen)


def pairs(n):
    xs = [i % 10 for i in range(n)]
    ys = [i % 7 for i in range(n)]
    total = 0
    for i, x in enumerate(xs):
        total += i * x
    for x, y in zip(xs, ys):
        total += x * y
    return total


def groups(n):
    out = {}
    for i in range(n):
        key = "g" + str(i % 50)
        if key not in out:
            out[key] = []
        out[key].append(i)
    longest = 0
    for key in out:  # noqa: PLC0206
        longest = max(longest, len(out[key]))
    return longest


def floats(n):
    total = 0.0
    x = 0.5
    for _ in range(n):
        x = x * 3.7 * (1.0 - x)
        total += x
    return int(total)

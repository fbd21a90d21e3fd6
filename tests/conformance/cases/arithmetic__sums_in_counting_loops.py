# id: arithmetic__sums_in_counting_loops
# category: arithmetic
# tier: core

def up():
    total = 0
    under = 7
    for i in range(1099511627776, 1099511627776 + 20000):
        total += i * 200
        if i % 2:
            under -= i
            continue
        under += 3
        if i == 1099511627776 + 15001:
            break
    return [str(total), str(under)]


def looked_at(n):
    total = 0
    seen = []
    for i in range(n):
        total += i
        if i == 3:
            seen.append(total)
    return [total, seen]


def caught():
    total = 0
    try:
        for i in range(1099511627776, 1099511627776 + 2000):
            total += i * 200
            if i > 1099511627776 + 1500:
                raise ValueError("x")
    except ValueError:
        return str(total)


def case():
    return [up(), looked_at(10), caught()]

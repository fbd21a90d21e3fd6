# id: arithmetic__where_numbers_change_their_form
# category: arithmetic
# tier: core

import math


def _o(v):
    return v


def case():
    out = []
    numbers = [0, 1, -1, 7, -8, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**32, 2**53 - 1, -(2**53) + 1, 2**53, 2**70, True]
    for a in numbers:
        out.append(str(~_o(a)))
        for b in numbers:
            out.append(str([_o(a) & b, _o(a) | b, _o(a) ^ b]))
        for n in [0, 1, 5, 31, 32, 40, 70]:
            out.append(str([_o(a) << n, _o(a) >> n]))
        out.append(str([math.gcd(a, 12), math.gcd(a, 2**60), math.gcd(-a, a)]))
    for x in [0.5, -0.5, 1.5, 2.5, -2.5, 2.0**52 + 0.5, 1e15 + 0.5, -1e20, 1e300, -0.0]:
        out.append(str([math.floor(_o(x)), math.ceil(_o(x)), math.trunc(_o(x)), int(_o(x)), round(_o(x))]))
    for n in [0, 1, 2, 3, 4, 15, 16, 17, 2**52 - 1, 2**52, 2**53 - 1, 94906265**2, 94906265**2 - 1, 2**80, 2**80 - 1]:
        out.append(str(math.isqrt(_o(n))))
    out.append(str([math.factorial(n) for n in [0, 1, 5, 17, 18, 19, 20, 25]]))
    out.append(str([_o(a) + b for a in [2**53 - 1, -(2**53) + 1, 0.5, 2.0, 1e16] for b in [1, -1, 0.5, 1e16, 2.0]]))
    out.append(str([_o(a) - b for a in [2**53 - 1, -(2**53) + 1, 0.5, 2.0, 1e16] for b in [1, -1, 0.5, 1e16, 2.0]]))
    out.append(str([_o(a) * b for a in [2**53 - 1, -(2**53) + 1, 0.5, 2.0, 0] for b in [1, -1, 0.5, 1e16, -2.0]]))
    return out

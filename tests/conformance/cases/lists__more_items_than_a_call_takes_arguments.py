# id: lists__more_items_than_a_call_takes_arguments
# category: lists
# tier: core

def case():
    n = 130000
    out = []
    xs = list(range(n))
    def attempt(name, f):
        try:
            out.append([name, f()])
        except Exception as e:
            out.append([name, type(e).__name__])
    attempt("dictcomp", lambda: len({i: i for i in range(n)}))
    attempt("tuple", lambda: len(tuple(xs)))
    attempt("tupleslice", lambda: len(tuple(xs)[1:]))
    attempt("tuplemul", lambda: len((1, 2) * n))
    attempt("tupleadd", lambda: len(tuple(xs) + tuple(xs)))
    def grow():
        ys = [1, 2, 3]
        ys[1:1] = xs
        ys.extend(xs)
        ys += xs
        ys *= 2
        return len(ys)
    attempt("grow", grow)
    attempt("display", lambda: len([*xs, *xs]))
    attempt("tupledisplay", lambda: len((*xs, *xs)))
    attempt("setdisplay", lambda: len({*xs}))
    def unpack():
        a, *b = xs
        return len(b)
    attempt("unpack", unpack)
    return out

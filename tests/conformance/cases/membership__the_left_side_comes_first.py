# id: membership__the_left_side_comes_first
# category: membership
# tier: core

def case():
    log = []

    def left():
        log.append("left")
        return "a"

    def right():
        log.append("right")
        return "abc"

    found = left() in right()
    also = str(left()) in str(right())
    try:
        never = ""[-1] in "".join([1])
    except Exception as e:
        never = type(e).__name__
    return [found, also, never, log]

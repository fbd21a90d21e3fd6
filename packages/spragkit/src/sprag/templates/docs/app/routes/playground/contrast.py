"""How well one colour reads on another: the formula of WCAG 2, for both runtimes."""


def ratio(first: str, second: str) -> float:
    """Return the contrast of two `#rrggbb` colours: 1.0 (equal) to 21.0 (black on white)."""
    one, two = luminance(first), luminance(second)
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = [channel(colour[at : at + 2]) for at in (1, 3, 5)]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def channel(digits: str) -> float:
    value = int(digits, 16) / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def verdict(value: float) -> str:
    if value >= 7:
        return "AAA: for every text"
    if value >= 4.5:
        return "AA: for running text"
    if value >= 3:
        return "AA large: for headings only"
    return "Too faint for text"

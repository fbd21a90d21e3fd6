"""What we know about each value: an abstract run of a function over the lattice of `types`.

Flow-sensitive per function: each expression gets the type that it has where it stands. Names that a closure sees get
the join of all
that is ever assigned to them. Loops run until nothing changes.
"""

from .flow import Flow
from .names import Names
from .statements import irrefutable
from .stored import stored_type

__all__ = ["Flow", "Names", "irrefutable", "stored_type"]

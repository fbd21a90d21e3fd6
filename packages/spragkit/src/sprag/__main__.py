"""``python -m sprag`` is ``sprag``."""

from sprag.cli import main

if __name__ == "__main__":
    main()

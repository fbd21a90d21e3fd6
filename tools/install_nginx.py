"""nginx from the system's packages, for the proof that walks the labs behind it (`nox -s "long(proof='labs')"`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BY_HAND = "install it by hand (Debian: apt-get install nginx-light) and run this again"


def main() -> int:
    if shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        return 0
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"nginx is not installed: {BY_HAND}", file=sys.stderr)
        return 1
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", "nginx-light"]):
        if subprocess.run(["apt-get", "-q", *words], env=quiet, check=False).returncode:
            print(f"apt-get {words[0]} failed: {BY_HAND}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

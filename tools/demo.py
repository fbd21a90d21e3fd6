"""Serve the demo app: the labs template, scaffolded anew into ``.demo/`` of the checkout."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from sprag.cli.new import create_project

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / ".demo" / "labs"


def main() -> None:
    if DEMO.exists():
        shutil.rmtree(DEMO)
    DEMO.parent.mkdir(exist_ok=True)
    create_project("labs", DEMO.parent, "labs")
    print("[demo] the labs app, in .demo/labs: every primitive on a page of its own", flush=True)
    os.chdir(DEMO)
    sprag = str(Path(sys.executable).with_name("sprag"))
    os.execv(sprag, [sprag, "dev", *sys.argv[1:]])


if __name__ == "__main__":
    main()

"""Other ahead-of-time compilers of Python, in a virtual environment of their own.

python benchmarks/compiler/peers.py        installs them into benchmarks/peers/compilers, which is not kept
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "peers" / "compilers"
PYTHON = FOLDER / "bin" / "python"


def install() -> None:
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
    packages = ["pscript==0.7.7", "transcrypt==3.9.4", "setuptools<81"]
    subprocess.run([str(PYTHON), "-m", "pip", "install", "-q", *packages], check=True)


def compiled(source: Path, names: list[str], folder: Path) -> dict[str, str]:
    """What each peer makes of ``source``, exporting ``names``: name of the peer, path to import, within ``folder``."""
    if not PYTHON.exists():
        print(f"no peers: run python {Path(__file__).name} first")
        return {}
    found: dict[str, str] = {}
    program = f"import pscript; print(pscript.py2js(open({str(source)!r}).read(), inline_stdlib=True))"
    done = subprocess.run([str(PYTHON), "-c", program], capture_output=True, text=True, check=True)
    exports = f"\nexport {{ {', '.join(names)} }}\n"
    (folder / "pscript.js").write_text(done.stdout + exports, encoding="utf-8")
    found["pscript"] = "./pscript.js"

    work = folder / "transcrypt"
    work.mkdir()
    shutil.copy(source, work / "loops.py")
    command = [str(PYTHON), "-m", "transcrypt", "-b", "-n", "loops.py"]
    subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if (work / "__target__" / "loops.js").exists():
        found["Transcrypt"] = "./transcrypt/__target__/loops.js"
    else:
        print("Transcrypt made nothing")
    return found


if __name__ == "__main__":
    install()

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
PSCRIPT = """
import ast, pscript, sys
text = open(sys.argv[1]).read()
print(pscript.get_full_std_lib())
refused = set()
for node in ast.parse(text).body:
    try:
        print(pscript.py2js(ast.get_source_segment(text, node), inline_stdlib=False))
    except pscript.JSError:
        refused.add(node.name)
print(f"export {{ {', '.join(n for n in sys.argv[2:] if n not in refused)} }}")
"""


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
    done = subprocess.run(
        [str(PYTHON), "-c", PSCRIPT, str(source), *names], capture_output=True, text=True, check=True
    )
    (folder / "pscript.js").write_text(done.stdout, encoding="utf-8")
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

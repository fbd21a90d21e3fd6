"""Build the three distributions (wheels and sdists) and the npm tarball into a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("specter-runtime", "ragot-js", "spragkit")


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name in PACKAGES:
        print(f"[build] {name}", flush=True)
        subprocess.run(
            [
                sys.executable,
                "-m",
                "build",
                "--no-isolation",
                "--outdir",
                str(out),
                str(ROOT / "packages" / name),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(out)],
        cwd=ROOT / "packages" / "ragot-js",
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for path in sorted(out.iterdir()):
        print(f"{path.stat().st_size / 1024:8.0f} kB  {path.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "dist")

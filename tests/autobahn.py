"""The Autobahn test suite against our websockets: `python tests/autobahn.py PYTHON2 FOLDER`, in `nox -s autobahn`.

It runs on Python 2.7 only, which `PYTHON2` names; the suite is installed for it in `FOLDER`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "packages/specter-runtime/tests"))

from serving import serving

#: Without the limits of section 9 (16 MiB a message) and the compression of 12 and 13, which we do not offer.
CASES = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]
WSTEST = """
import site, sys
site.addsitedir(sys.argv.pop(1))
from autobahntestsuite.wstest import run
run()
"""


def main(python: str, folder: str) -> int:
    reports, settings = Path(folder, "reports"), Path(folder, "settings.json")
    with serving("site_app.py") as served:
        server = {
            "agent": "specter",
            "url": f"ws://127.0.0.1:{served.port}/echo",
            "origin": served.url,
            "options": {"version": 18},
        }
        asked = {"outdir": str(reports), "servers": [server], "cases": CASES}
        settings.write_text(json.dumps({**asked, "exclude-cases": [], "exclude-agent-cases": {}}))
        words = [python, "-c", WSTEST, folder, "-m", "fuzzingclient", "-s", str(settings)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    found = json.loads((reports / "index.json").read_text())["specter"]
    print(len(found), "cases:", dict(Counter(case["behavior"] for case in found.values())))
    failed = {
        name: case
        for name, case in found.items()
        if "FAILED" in (case["behavior"], case["behaviorClose"]) or case["behaviorClose"] == "WRONG CODE"
    }
    print(failed or "none failed", "- see", reports / "index.html")
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))

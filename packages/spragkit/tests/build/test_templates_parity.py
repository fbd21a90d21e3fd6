"""Every page of every project template: the compiled functions print what the generic printer prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json, re, sys
from pathlib import Path
from sprag.build.build import concrete_paths
from sprag.build.source import loaded_files
from sprag.cli.new import create_project
from sprag.compiler.template_server import server_functions
from sprag.rendering import compiled, tree
from sprag.serve import application
from sprag.site import discover, load
from sprag.testing import Client

folder, template = Path(sys.argv[1]), sys.argv[2]
create_project("shown", folder, template)
project = (folder / "shown").resolve()
loaded = load(project)
site = discover(loaded)

def pages():
    with Client.of(application(loaded, site, {}, production=True)) as client:
        texts = {path: client.get(path).text.partition('<script type="application/json"')[0] for path in concrete_paths(site)}
        return {path: re.sub("[0-9]+", "0", text) for path, text in texts.items()}  # visits and ticks go on

pages()  # the first visit reads differently
generic = pages()
written = {}
for file in loaded_files(project):
    text = server_functions(file.read_text("utf-8"))
    if text is not None:
        written[file.relative_to(project).as_posix()] = text
compiled.install_all(project, written)
joined = pages()
print(json.dumps({
    "components": len(tree._printers),
    "pages": len(generic),
    "different": [path for path in generic if generic[path] != joined[path]],
}))
"""


@pytest.mark.parametrize("template", ["bare", "default", "docs", "labs"])
def test_every_page_of_a_template_prints_the_same_bytes(tmp_path: Path, template: str) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), template]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["different"] == []
    assert found["pages"] > 0

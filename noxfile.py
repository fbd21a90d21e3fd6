"""Longer proofs, each one command: ``nox -l`` lists them. ``make test`` is the everyday set."""

from __future__ import annotations

from pathlib import Path
from random import randrange

import nox

nox.options.sessions = ["tests", "lowest"]
nox.options.default_venv_backend = "venv"
ROOT = Path(__file__).parent
PACKAGES = ["packages/specter-runtime", "packages/ragot-js", "packages/spragkit"]
EDITABLE = [word for package in PACKAGES for word in ("-e", package)]


def install(session: nox.Session, *constraints: str) -> None:
    session.install("-r", "requirements-dev.txt", *EDITABLE, *constraints)


@nox.session(python=["3.9", "3.13"])
def tests(session: nox.Session) -> None:
    """Unit tests on the oldest and on a newer Python."""
    install(session)
    session.run("pytest", "-n", "2", "-m", "not browser", *session.posargs)


@nox.session
def lowest(session: nox.Session) -> None:
    """Unit tests with the oldest direct dependencies that the packages allow."""
    bounds = session.run("python", "tools/lowest.py", silent=True)
    constraints = Path(session.create_tmp()) / "lowest.txt"
    constraints.write_text(str(bounds))
    install(session, "-c", str(constraints))
    session.run("pytest", "-n", "2", "-m", "not browser", *session.posargs)


PYTEST = ["-m", "pytest", "--hypothesis-profile", "search"]
LONG = {
    "programs": ({"SPRAG_PROGRAMS": "20000"}, [*PYTEST, "tests/conformance/test_programs.py"]),
    "values": ({"SPRAG_VALUES": "1000000"}, [*PYTEST, "tests/conformance/test_values.py"]),
    "mutants": (
        {"SPRAG_MUTANTS": "100000"},
        [*PYTEST, "-n", "2", "packages/spragkit/tests/compiler/test_mutants.py"],
    ),
    "edits": (
        {"SPRAG_EDITS": "1000"},
        [*PYTEST, "-n", "2", "packages/spragkit/tests/compiler/test_incremental.py"],
    ),
    "realtime": ({}, ["benchmarks/realtime/proofs.py"]),
    "walks": ({"SPECTER_WALK": "50000"}, [*PYTEST, "packages/specter-runtime/tests/test_stateful.py"]),
    "fuzz": ({}, ["packages/specter-runtime/tests/test_http_fuzz.py", "1000000"]),
    "visitors": ({}, ["packages/specter-runtime/tests/test_http_sessions.py", "1000000"]),
    "trees": (
        {
            "RAGOT_RUNS": "20000",
            "SPRAG_TEMPLATE_CASES": "2000",
            "FAST_CHECK_SEED": str(randrange(2**31)),
        },
        [
            *PYTEST,
            "packages/ragot-js/test/browser/test_element.py",
            "packages/ragot-js/test/browser/test_block_properties.py",
            "packages/spragkit/tests/compiler/test_template_browser.py",
        ],
    ),
    "hostile": ({"SPRAG_HOSTILE": "10000"}, [*PYTEST, "tests/e2e/test_hostile_strings.py"]),
    "accessible": ({"EVERY_PAGE": "1"}, [*PYTEST, "tests/e2e/test_accessibility.py"]),
    "labs": ({"LABS": "dev,built,packed,prefix,nginx"}, [*PYTEST, "tests/e2e/test_labs.py"]),
}


@nox.session(venv_backend="none")
@nox.parametrize("proof", list(LONG))
def long(session: nox.Session, proof: str) -> None:
    """The property tests of the everyday set at their full size; runs in the checkout's own environment."""
    variables, words = LONG[proof]
    if proof == "labs":
        session.run(".venv/bin/python", "tools/install_nginx.py", external=True)
    session.run(".venv/bin/python", *words, *session.posargs, env=variables, external=True)


@nox.session
@nox.parametrize("target", ["payload", "multipart", "chunk", "paths", "markdown", "requests", "frames"])
def guided(session: nox.Session, target: str) -> None:
    """Inputs that are led by coverage: two hours for each target, or as many seconds as are said."""
    session.install("atheris", *EDITABLE)
    session.run("python", "tests/guided.py", target, *(session.posargs or ["7200"]))


@nox.session(venv_backend="none")
def autobahn(session: nox.Session) -> None:
    """The Autobahn test suite over our websockets; it needs a Python 2.7: `nox -s autobahn -- /path/to/python2.7`."""
    python = session.posargs[0] if session.posargs else "python2.7"
    folder = str(Path(session.create_tmp()).resolve())
    session.run(python, "-m", "pip", "install", "-q", "--target", folder, "autobahntestsuite", external=True)
    session.run(".venv/bin/python", "tests/autobahn.py", python, folder, external=True)


@nox.session(venv_backend="none")
def matrix(session: nox.Session) -> None:
    """Every operator over every pair of types, compiled and compared with CPython."""
    cases = Path(session.create_tmp()).resolve()
    with session.chdir("tests/conformance"):
        python = str(ROOT / ".venv/bin/python")
        session.run(python, "gen_matrix.py", str(cases), external=True)
        judge = [
            "run.py",
            "--adapter",
            "adapter.py",
            "--cases",
            str(cases),
            "--fail-on",
            "MISCOMPILED,crashed",
        ]
        session.run(python, *judge, external=True)


BENCHMARKS = {
    "hub": ["benchmarks/hub/bench.py"],
    "specter": ["benchmarks/specter/bench.py"],
    "actions": ["benchmarks/actions/bench.py"],
    "uploads": ["benchmarks/actions/uploads.py"],
    "crowd": ["benchmarks/actions/crowd.py"],
    "realtime": ["benchmarks/realtime/bench.py"],
    "pages": ["benchmarks/pages/over_http.py"],
    "render": ["benchmarks/pages/render_table.py"],
    "start": ["benchmarks/pages/cold_start.py"],
    "compiler": ["benchmarks/compiler/run.py"],
    "devloop": ["benchmarks/devloop/bench.py"],
    "first-steps": ["benchmarks/devloop/first_steps.py"],
    "size": ["benchmarks/size/run.py"],
    "browser": ["benchmarks/browser/bars.mjs"],
}


@nox.session(venv_backend="none")
def bench(session: nox.Session) -> None:
    """Every benchmark beside its peers (or those named: `nox -s bench -- hub pages`); long."""
    for name in session.posargs or list(BENCHMARKS):
        script = BENCHMARKS[name]
        program = "node" if script[0].endswith(".mjs") else ".venv/bin/python"
        session.run(program, *script, external=True)

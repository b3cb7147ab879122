"""Set up and run linesmap from a checkout, with nothing but Python 3.11 or later, pip and git.

    python3 make.py demo     set up, make the demo workspace, open the app
    python3 make.py test     set up with everything the tests need, then run all checks

Further: `setup`, `check` (style and types only), `shots` (screenshots for the README), `config` (write
`.streamlit/config.toml` from the design tokens), `pin` (write constraints.txt from what is installed).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(message: str) -> None:
    """Tell what happens, on standard error."""
    sys.stderr.write(f"make: {message}\n")
    sys.stderr.flush()


def run(*command: str | Path) -> None:
    """Run a command in the checkout; stop with its exit code if it fails."""
    code = subprocess.call([str(part) for part in command], cwd=ROOT)
    if code:
        sys.exit(code)


def make_environment() -> None:
    """Make the virtual environment, also where Python was installed without ensurepip."""
    if PYTHON.exists():
        return
    say("making a virtual environment in .venv")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    run(sys.executable, "-m", "venv", "--without-pip", VENV)
    run(sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip")


def install(extras: str) -> bool:
    """Install linesmap and what it needs at the pinned versions, unless that was done before; tell whether it was."""
    make_environment()
    needs = (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    stamp = VENV / f"installed{extras}.stamp"
    wanted = hashlib.sha256(needs).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    say("installing packages (about a minute the first time)")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "-c", "constraints.txt", "-e", f".{extras}")
    stamp.write_text(wanted)
    return True


def warm() -> None:
    """Compile now what is compiled on first use, so that nobody waits for it later."""
    run(PYTHON, "-m", "linesmap.engine.warm")


def find_browser() -> str | None:
    """Find an installed Chromium or a relative of it."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def install_browser() -> None:
    """Install Debian's Chromium where that is allowed, else say exactly what to install."""
    if find_browser():
        return
    apt = shutil.which("apt-get")
    prefix: list[str] = []
    if apt and hasattr(os, "geteuid") and os.geteuid() != 0:
        allowed = shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0
        prefix = ["sudo", "-n"] if allowed else []
        apt = apt if allowed else None
    if not apt:
        say("the browser tests need Chromium. Install it with: sudo apt-get install chromium fonts-dejavu-core")
        sys.exit(1)
    say("installing Chromium for the browser tests")
    quiet = {"stdout": subprocess.DEVNULL}
    subprocess.call([*prefix, apt, "update", "-qq"], **quiet)
    command = [*prefix, apt, "install", "-y", "-qq", "--no-install-recommends", "fonts-dejavu-core", "chromium"]
    unasked = {**quiet, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    # The browser without windows needs a fifth less time; not every release has it.
    if subprocess.call([*command, "chromium-headless-shell"], **unasked) and subprocess.call(command, **unasked):
        say("Chromium could not be installed. Install it with: sudo apt-get install chromium fonts-dejavu-core")
        sys.exit(1)


def demo(arguments: list[str]) -> None:
    """Open the app on the demo workspace."""
    if install(""):
        warm()
    run(PYTHON, "-m", "linesmap", "demo", *arguments)


def check(*, new: bool) -> None:
    """Check style and types; what is new is compiled beside that."""
    with subprocess.Popen([str(PYTHON), "-m", "mypy"], cwd=ROOT) as types:
        run(PYTHON, "-m", "ruff", "check", ".")
        run(PYTHON, "-m", "ruff", "format", "--check", ".")
        if new:
            warm()
    if types.returncode:
        sys.exit(types.returncode)


def test(arguments: list[str]) -> None:
    """Run everything: style, types, tests in a browser and out of it, and the notebooks."""
    new = install("[dev]")
    install_browser()
    check(new=new)
    run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *arguments)


def pin() -> None:
    """Write constraints.txt: the exact versions now installed, without any address."""
    frozen = subprocess.run(
        [str(PYTHON), "-m", "pip", "freeze", "--exclude-editable"], capture_output=True, text=True, check=True
    ).stdout
    lines = [line for line in frozen.splitlines() if "==" in line and "@" not in line]
    (ROOT / "constraints.txt").write_text("\n".join(sorted(lines, key=str.casefold)) + "\n", encoding="utf-8")


def config() -> None:
    """Write the Streamlit configuration from the design tokens."""
    text = "from linesmap.view.tokens import streamlit_config as c; import sys; sys.stdout.write(c())"
    made = subprocess.run([str(PYTHON), "-c", text], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    (ROOT / ".streamlit" / "config.toml").write_text(made, encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Run the task named."""
    if sys.version_info < OLDEST:
        say(f"Python {'.'.join(map(str, OLDEST))} or later is needed; this is {sys.version.split()[0]}.")
        sys.exit(1)
    task, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if task == "demo":
        demo(rest)
    elif task == "test":
        test(rest)
    elif task == "setup":
        if install("[dev]" if "--dev" in rest else ""):
            warm()
    elif task == "check":
        check(new=install("[dev]"))
    elif task == "shots":
        install("[dev]")
        install_browser()
        run(PYTHON, "docs/shots.py", *rest)
    elif task == "config":
        config()
    elif task == "pin":
        pin()
    else:
        sys.stdout.write(__doc__ or "")
        sys.exit(0 if task in {"help", "--help", "-h"} else 2)


if __name__ == "__main__":
    main(sys.argv[1:])

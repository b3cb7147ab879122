"""Handle uploaded files: keep them off the disk but for the moment they are read, and remember what was found."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from linesmap import intake
from linesmap.gazetteers import user_gazetteer_of
from linesmap.importing import HowToRead, Trial, try_file
from linesmap.ingest import Template
from linesmap.settings import load_settings
from linesmap.ui import data

__all__ = ["Upload", "look_at", "on_disk", "try_it"]

_LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w .()&+,=@\[\]-]")


@dataclass(frozen=True)
class Upload:
    """One uploaded file; its identifier changes with its content, which is read only when it is needed."""

    file: UploadedFile

    @property
    def file_id(self) -> str:
        """Identifier of the upload."""
        return str(self.file.file_id)

    @property
    def name(self) -> str:
        """Its name as uploaded."""
        return str(self.file.name)

    @property
    def safe_name(self) -> str:
        """The name without folders and without signs that a file system may take amiss."""
        bare = PurePath(self.name.replace("\\", "/")).name
        name = _UNSAFE.sub("_", bare)[-_LONGEST_NAME:].strip(" .")
        return name or "file"


@contextmanager
def on_disk(upload: Upload) -> Iterator[Path]:
    """Hold an uploaded file in a folder of its own as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="linesmap-") as folder:
        path = Path(folder) / upload.safe_name
        path.write_bytes(upload.file.getbuffer())
        yield path


def _identity(upload: Upload) -> str:
    return upload.file_id


@st.cache_data(max_entries=12, show_spinner=False, hash_funcs={Upload: _identity})
def look_at(
    upload: Upload, kind: str, chosen: Template | None, saved: tuple[Template, ...]
) -> list[intake.TablePreview]:
    """Look at an upload; see `linesmap.intake.look_at`."""
    with on_disk(upload) as path:
        return intake.look_at(path, kind=kind, template=chosen, saved=saved)


@st.cache_data(max_entries=6, show_spinner=False, hash_funcs={Upload: _identity})
def try_it(upload: Upload, templates: tuple[Template, ...], force: str | None, at: data.Key | None) -> Trial:  # noqa: ARG001 - the state of the workspace decides what is already held
    """Count what an import would do, without writing."""
    with on_disk(upload) as path:
        return try_file(path, data.workspace(), how(templates, force), lambda _: None)


def how(templates: Sequence[Template], force: str | None) -> HowToRead:
    """Say how an upload is read: each table by the one of these templates that has its header."""
    return HowToRead("auto", force, None, tuple(templates), load_settings(), user_gazetteer_of(data.workspace()))

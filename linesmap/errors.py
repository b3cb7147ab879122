"""Define every error linesmap raises, in one tree.

A message says what was expected, what was found, where (file, row, column) and what to do. It never
holds personal data. Values in a file that cannot be read are not errors: they become rows in `rejects`.

    LinesmapError
    ├── InputError            (ValueError)    a file, text or argument that cannot be used
    │   ├── FileFormatError                   not a file of a kind we read
    │   ├── FileTooLargeError                 over a stated bound
    │   └── ColumnError                       a needed column is missing
    ├── GeocodeError          (ValueError)
    ├── WorkspaceError        (OSError)       the workspace file cannot be used
    │   ├── WorkspaceMissingError
    │   └── WorkspaceBusyError                another program holds it
    ├── ReferenceDataError    (RuntimeError)  a shipped file is missing or damaged
    ├── MetricUndefinedError  (ValueError)    the measure has no value for this input
    ├── RenderError           (RuntimeError)
    │   ├── AssetMissingError
    │   └── ExternalReferenceError            an output would need the network
    └── SettingsError         (ValueError)
"""

from __future__ import annotations

__all__ = [
    "AssetMissingError",
    "ColumnError",
    "ExternalReferenceError",
    "FileFormatError",
    "FileTooLargeError",
    "GeocodeError",
    "InputError",
    "LinesmapError",
    "MetricUndefinedError",
    "ReferenceDataError",
    "RenderError",
    "SettingsError",
    "TemplateError",
    "WorkspaceBusyError",
    "WorkspaceError",
    "WorkspaceMissingError",
]


class LinesmapError(Exception):
    """Stand at the root: catching it catches everything linesmap raises on purpose."""


class InputError(LinesmapError, ValueError):
    """A file, text or argument cannot be used as given."""


class FileFormatError(InputError):
    """A file is not of a kind linesmap reads, or not what its name says."""


class FileTooLargeError(InputError):
    """A file is over one of the stated bounds (bytes, rows, columns, cell length)."""


class ColumnError(InputError):
    """A column without which the file has no meaning is missing or cannot be told apart."""


class TemplateError(InputError):
    """A template for reading files is not known, or does not say what a template must say."""


class GeocodeError(LinesmapError, ValueError):
    """A location request is malformed; a place that is merely unknown is a result, not an error."""


class WorkspaceError(LinesmapError, OSError):
    """The workspace file cannot be used."""


class WorkspaceMissingError(WorkspaceError):
    """There is no workspace at the path given."""


class WorkspaceBusyError(WorkspaceError):
    """Another program held the workspace for longer than the stated wait."""


class ReferenceDataError(LinesmapError, RuntimeError):
    """A shipped reference file is missing or not as the code expects."""


class MetricUndefinedError(LinesmapError, ValueError):
    """A measure has no value for the input, such as a rate over a population of zero."""


class RenderError(LinesmapError, RuntimeError):
    """A map, chart or snapshot cannot be drawn."""


class AssetMissingError(RenderError):
    """A script or style that a page needs is not shipped by the installed packages."""


class ExternalReferenceError(RenderError):
    """A page that must open without a network would refer to a network address."""


class SettingsError(LinesmapError, ValueError):
    """A setting has a value that cannot be used."""

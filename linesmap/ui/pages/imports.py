"""The Import page: upload, say what the columns mean, try, import, and keep the mapping as a template."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from linesmap import intake
from linesmap.errors import InputError
from linesmap.importing import Trial, import_file
from linesmap.ingest import Template, as_filed, required_missing, shipped_templates, template_text
from linesmap.model.imports import ImportReport
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import PlaceStatus, RecordKind
from linesmap.pipeline import relink
from linesmap.ui import column_editor, data, uploads, widgets
from linesmap.ui.pages import page
from linesmap.view.plain_values import csv_text
from linesmap.view.words import count, plural

_TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "json", "jsonl", "ndjson", "parquet", "zip"]
_SHOWN_REJECTS = 8
_SHOWN_WARNINGS = 12
_DONE = "import__done"
_AS_SUGGESTED = "as suggested"


def _intro() -> None:
    widgets.title("Import", "every row is accepted, rejected with a reason, or already held")
    st.html(
        '<p class="lm-p">CSV, spreadsheets (XLSX, XLS, ODS), JSON lines, Parquet, or a ZIP archive of those. Files of '
        "data.police.uk are known by their header. Nothing is written until you press Import; nothing leaves this "
        "computer.</p>"
    )


def _uploads() -> list[uploads.Upload]:
    files = st.file_uploader(
        "Files to import", type=_TYPES, accept_multiple_files=True, key="import_files", label_visibility="collapsed"
    )
    return [uploads.Upload(file) for file in files or []]


def _choose_file(files: list[uploads.Upload]) -> uploads.Upload:
    if len(files) == 1:
        return files[0]
    done = st.session_state.get(_DONE, {})
    names = {file.file_id: file.name + ("  ✓" if file.file_id in done else "") for file in files}
    chosen = st.selectbox("File", list(names), format_func=names.__getitem__, key="import_file")
    return next(file for file in files if file.file_id == chosen)


def _read_as(upload: uploads.Upload) -> tuple[str, Template | None]:
    """Draw the choice of kind and template."""
    saved = data.saved_templates()
    known = {template.name: template for template in (*saved, *shipped_templates())}
    left, right = st.columns(2, gap="small")
    with left:
        kinds = ["auto", *(kind.value for kind in RecordKind)]
        kind = st.selectbox(
            "Kind of record",
            kinds,
            format_func=lambda name: "as its columns say" if name == "auto" else KINDS[RecordKind(name)].plural,
            key=f"kind_{upload.file_id}",
        )
    with right:
        names = [_AS_SUGGESTED, *(name for name, each in known.items() if kind in {"auto", each.kind.value})]
        name = st.selectbox("Template", names, key=f"template_{upload.file_id}_{kind}")
    return kind, known.get(name)


def _choose_table(previews: list[intake.TablePreview], upload: uploads.Upload) -> intake.TablePreview:
    if len(previews) == 1:
        return previews[0]
    labels = [
        f"{preview.name} ({plural(preview.n_rows, 'row')}{', not read' if preview.problem else ''})"
        for preview in previews
    ]
    at = st.selectbox(
        f"{len(previews)} tables in this file",
        range(len(previews)),
        format_func=labels.__getitem__,
        key=f"table_{upload.file_id}",
    )
    return previews[at]


def _force(upload: uploads.Upload) -> str | None:
    names = {force.name: force.code for force in data.all_forces()}
    name = st.selectbox(
        "Force of rows that name none",
        list(names),
        index=None,
        placeholder="None: leave it empty",
        key=f"force_{upload.file_id}",
        width=260,
    )
    return names.get(name) if name else None


def _mapping(
    preview: intake.TablePreview, template: Template, upload: uploads.Upload, key: str
) -> tuple[Template, str | None]:
    """Draw the columns and the choices for one table; give the template they make, and the force of its rows."""
    spec = KINDS[template.kind]
    widgets.heading(f"{spec.plural}: what the columns mean", preview.reason)
    made = column_editor.edit(preview, template, key)
    with st.container(horizontal=True, gap="medium"):
        made = column_editor.choose(made, key)
        force = _force(upload)
    with st.expander(f"The first {len(preview.rows)} of {plural(preview.n_rows, 'row')}, as filed"):
        st.dataframe(column_editor.preview_rows(preview, made.drop), hide_index=True, alt="First rows as filed")
    missing = required_missing(made)
    if missing:
        st.warning(
            f"{spec.plural} need {column_editor.joined_words(missing)}: choose the column that holds it.",
            icon=":material/warning:",
        )
    return made, force


def _trial(trial: Trial) -> None:
    """Say what the import would do: counts, places, first rejects and doubts."""
    reports = trial.reports
    rows_in, accepted = sum(r.rows_in for r in reports), sum(r.accepted for r in reports)
    rejected, held = sum(r.rejected for r in reports), sum(r.already_held for r in reports)
    found = int((trial.places["status"] == PlaceStatus.FOUND.value).sum())
    unsure = int((trial.places["status"] == PlaceStatus.AMBIGUOUS.value).sum())
    unknown = len(trial.places) - found - unsure
    widgets.facts(
        [
            ("Rows in", count(rows_in), "each accounted for"),
            ("Accepted", count(accepted), "become records"),
            ("Rejected", count(rejected), "kept with a reason"),
            ("Already held", count(held), "nothing is added twice"),
            ("Places found", count(found), f"of {count(len(trial.places))} different ones"),
            ("Places not sure", count(unsure + unknown), f"{count(unsure)} ambiguous, {count(unknown)} unknown"),
        ]
    )
    if len(trial.rejects):
        rows = [
            [row["name"], count(row["row_number"]), row["column"] or "whole row", _why(row["message"])]
            for row in trial.rejects.head(_SHOWN_REJECTS).to_dict("records")
        ]
        shown = f"the first {len(rows)} of {count(rejected)}" if rejected > len(rows) else "all of them"
        widgets.heading("Rejected rows", shown)
        st.html(widgets.html_table(["File", "Row", "Column", "Why"], rows, caption="Nothing of these rows is lost"))
    doubts = [f"{report.name}: {text}" if len(reports) > 1 else text for report in reports for text in report.warnings]
    if doubts:
        with st.expander(f"{plural(len(doubts), 'remark')} on what is accepted", expanded=not len(trial.rejects)):
            more = [f"and {len(doubts) - _SHOWN_WARNINGS} more"] if len(doubts) > _SHOWN_WARNINGS else []
            rows = [[text] for text in (*doubts[:_SHOWN_WARNINGS], *more)]
            st.html(widgets.html_table(["Remark"], rows, caption="The row is kept; the value in doubt is left empty"))


def _why(message: str) -> str:
    _, _, rest = message.partition(": ")
    return rest[:1].upper() + rest[1:]


def _import(upload: uploads.Upload, templates: tuple[Template, ...], force: str | None) -> None:
    bar = st.progress(0.0, text="Reading the file")
    steps = iter((0.2, 0.55, 0.8))

    def tell(sentence: str) -> None:
        bar.progress(next(steps, 0.9), text=sentence)

    with uploads.on_disk(upload) as path:
        reports = import_file(path, data.workspace(), uploads.how(templates, force), tell)
    bar.progress(0.85, text="Linking records")
    if any(report.accepted for report in reports):
        relink(data.workspace())
    bar.progress(1.0, text="Done")
    st.session_state[_DONE] = {**st.session_state.get(_DONE, {}), upload.file_id: reports}
    st.rerun()


def _result(upload: uploads.Upload, reports: list[ImportReport]) -> None:
    rejected = sum(report.rejected for report in reports)
    mended = sum(report.mended for report in reports)
    st.success(f"{upload.safe_name} is in the workspace.", icon=":material/check:")
    rows = [
        [report.name, KINDS[RecordKind(report.kind)].plural, report.template]
        + [count(n) for n in (report.rows_in, report.accepted, report.rejected, report.already_held)]
        for report in reports
    ]
    heads = ["Table", "Kind", "Read as", "Rows in", "Accepted", "Rejected", "Already held"]
    caption = "Rows in = accepted + rejected + already held"
    st.html(widgets.html_table(heads, rows, caption=caption, right=(3, 4, 5, 6)))
    if mended:
        st.html(f'<p class="lm-p">{plural(mended, "row")} rejected before came back and was accepted.</p>')
    with st.container(horizontal=True, gap="small"):
        if st.button("Open the map", type="primary", key="import_to_map"):
            st.switch_page(page("map"))
        if st.button("See data quality", key="import_to_quality"):
            st.switch_page(page("quality"))
        if rejected:
            st.download_button(
                "Download rejected rows",
                data=lambda: csv_text(as_filed(data.waiting_rejects([report.name for report in reports]))),
                file_name="rejected_rows.csv",
                mime="text/csv",
                on_click="ignore",
                help="Mend them in a spreadsheet and import the file again: just those rows come in.",
                key="import_rejects",
            )


def _keep(template: Template, key: str) -> None:
    """Offer the mapping as a template: to keep in the workspace, or as a file."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        name = st.text_input("Keep this mapping as a template", value=template.name, key=f"{key}_name", width=320)
        named = replace(template, name=name.strip()[:80] or template.name)
        if st.button("Keep in the workspace", key=f"{key}_keep"):
            intake.save_template(data.workspace(), named)
            st.toast(f"Files with this header are read by the template {named.name!r} from now on.")
        st.download_button(
            "Download as YAML",
            data=template_text(named),
            file_name="template.yaml",
            mime="application/yaml",
            on_click="ignore",
            key=f"{key}_yaml",
        )


def _handle(upload: uploads.Upload) -> None:
    kind, chosen = _read_as(upload)
    with st.spinner("Looking at the file"):
        previews = uploads.look_at(upload, kind, chosen, data.saved_templates())
    preview = _choose_table(previews, upload)
    edits: dict[str, Template] = st.session_state.setdefault(
        f"import__{upload.file_id}_{kind}_{chosen and chosen.name}", {}
    )
    force = None
    if preview.returned:
        widgets.heading(f"Rows of {preview.name} that were rejected", preview.reason)
        st.dataframe(column_editor.preview_rows(preview), hide_index=True, alt="First rows as they came back")
    elif preview.template is None:
        st.error(preview.problem, icon=":material/error:")
    else:
        key = f"{upload.file_id}_{kind}_{preview.name}_{preview.template.name}"
        edits[preview.name], force = _mapping(preview, preview.template, upload, key)
    templates = tuple(edits.get(each.name, each.template) for each in previews if each.template)
    returned = any(each.returned for each in previews)
    if not (templates or returned) or any(map(required_missing, templates)):
        return
    widgets.heading("Trial run", "counts only: nothing is written yet")
    with st.spinner("Trying the import"):
        try:
            trial = uploads.try_it(upload, templates, force, data.key())
        except InputError as error:
            st.error(str(error), icon=":material/error:")
            return
    _trial(trial)
    n_new = sum(report.accepted for report in trial.reports)
    n_rejected = sum(report.rejected for report in trial.reports)
    if st.button(
        f"Import {plural(n_new, 'row')}" if n_new else "Import",
        type="primary",
        disabled=not (n_new or n_rejected),
        key=f"import_{upload.file_id}",
    ):
        _import(upload, templates, force)
    if preview.template is not None:
        _keep(edits[preview.name], f"{upload.file_id}_{preview.name}")


with widgets.page():
    _intro()
    files = _uploads()
    if files:
        upload = _choose_file(files)
        done = st.session_state.get(_DONE, {}).get(upload.file_id)
        if done:
            _result(upload, done)
        else:
            _handle(upload)
    widgets.attribution()

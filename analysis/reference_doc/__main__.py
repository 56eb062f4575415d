"""Writes docs/parameters.md and docs/columns.md."""

from analysis.reference_doc import DOCS, columns_page, parameters_page

(DOCS / "parameters.md").write_text(parameters_page(), encoding="utf-8")
(DOCS / "columns.md").write_text(columns_page(), encoding="utf-8")

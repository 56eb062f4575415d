"""The reference pages that are made from the code: `python -m analysis.reference_doc`."""

from analysis.reference_doc.columns import columns_page
from analysis.reference_doc.evidence import DOCS, read_evidence
from analysis.reference_doc.parameters import parameters_page
from analysis.reference_doc.walk import Parameter, parts

__all__ = [
    "DOCS",
    "Parameter",
    "columns_page",
    "parameters_page",
    "parts",
    "read_evidence",
]

"""Structure of an organisation: generated, or read from the files of a real company."""

from sim.organisation.chart import chart_of, with_ties
from sim.organisation.company import Company, Facts, build_chart, build_company
from sim.organisation.describe import Description, describe

__all__ = [
    "Company",
    "Description",
    "Facts",
    "build_chart",
    "build_company",
    "chart_of",
    "describe",
    "with_ties",
]

"""How much each piece of evidence weighs: natural logarithms of odds, fitted over labelled pages, for people to read.

A candidate's score is the sum of its evidence's weights and of `any`; 0 is as likely as not, 2.3 ten to one. Written by
`python benchmarks/fit_weights.py`, which states how well the table does on hosts that it was fitted without.
"""

from __future__ import annotations

WEIGHTS: dict[str, dict[str, float]] = {}

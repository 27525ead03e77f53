"""A piece of evidence of a family: as of a study, but what surrounds it are the family's declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.family.judged import FamilyCase
from analysis.findings.piece import Piece


class FamilyPiece(Piece):
    """Base of the family's pieces: dataclasses that hold the ``case``."""

    case: FamilyCase

    def surroundings(self) -> Mapping[str, Any]:
        """The family, its rule, and the name of the prices that decide."""
        declared = self.case.family.declared
        return {"family": declared, "rule": declared.rule, "first": self.case.judged[0].measured.plan.name}

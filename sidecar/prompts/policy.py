"""What the agent decides by: policy.toml beside this file, and what a brand says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sidecar.errors import BadSetting

_SHARES = ("sure", "probable")
_TOPICS = ("by_code", "to_people", "offers_person", "offers_ticket")


@dataclass(frozen=True, slots=True)
class Policy:
    """Confidences are 0 to 1; the others are topics of what is out of scope.

    Those of `by_code` no model is asked about; for `to_people` a person is asked at once.
    """

    sure: float
    probable: float
    by_code: frozenset[str]
    to_people: frozenset[str]
    offers_person: frozenset[str]
    offers_ticket: frozenset[str]

    @classmethod
    def of(cls, path: Path, tables: Mapping[str, Any], topics: Collection[str]) -> Policy:
        """The policy in `tables`, read last from `path`. Raises BadSetting naming that file."""
        answer, refused = tables.get("answer"), tables.get("refused")
        if (
            tables.keys() != {"answer", "refused"}
            or not isinstance(answer, Mapping)
            or not isinstance(refused, Mapping)
            or answer.keys() != set(_SHARES)
            or refused.keys() != set(_TOPICS)
        ):
            raise BadSetting(f"{path.name} must hold the policies that it came with.")
        for name, share in answer.items():
            if not isinstance(share, int | float) or not 0 <= share <= 1:
                raise BadSetting(f"{path.name}: {name} must be 0 to 1.")
        for name, listed in refused.items():
            if not isinstance(listed, list) or not set(map(str, listed)) <= set(topics):
                raise BadSetting(f"{path.name}: {name} must list topics of out_of_scope.")
        known = {name: frozenset(listed) for name, listed in refused.items()}
        if not known["to_people"] | known["offers_person"] <= known["by_code"]:
            raise BadSetting(f"{path.name}: by_code must hold all that goes to people.")
        return cls(float(answer["sure"]), float(answer["probable"]), **known)

"""What a caller wants to pass to a tool, read with suspicion.

A model writes arguments; an attacker may have written to the model. So they are JSON without
duplicate keys, fit the tool's schema, and hold neither secrets nor SQL.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry

from sidecar.errors import BadMessage

MAX_ARGUMENT_BYTES = 16 * 1024
MAX_RESULT_BYTES = 64 * 1024
MAX_SCHEMA_BYTES = 16 * 1024

# Narrower than what is masked: the code of a product or a gift card keeps no ticket from opening.
_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)[-_][A-Za-z0-9_-]{12,}"
    r"|\b(?:sk|pk|rk)[-_][A-Za-z0-9]{16,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}"
    r"|\b(?:gh[pousr]|github_pat)_\w{16,}|\b(?:glpat-|whsec_)[\w-]{12,}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}"
    r"|\b(?:password|passwort|passwd|contraseña|mot de passe|secret|api[_-]?key|access[_-]?token)"
    r"\b\s*[:=]\s*\S+",
    re.IGNORECASE,
)
_SQL = re.compile(
    r"\bunion\s+(?:all\s+)?select\b"
    r"|\bselect\s+(?:\*\s+from\s+\w|[\w.,\s]{1,80}?\s+from\s+\w+\s*(?:where\b|;|--|$))"
    r"|\b(?:drop|truncate|alter)\s+(?:table|database)\b"
    r"|\b(?:delete\s+from|insert\s+into)\s+(?:\w*_\w|\w+\s*(?:where\b|values\b|\(|;))"
    r"|\bupdate\s+\w+\s+set\s+\w+\s*="
    r"|['\"]\s*(?:or|and)\s+['\"]?\w+['\"]?\s*=\s*['\"]?\w+"
    r"|\b(?:or|and)\s+(\d+|['\"]\w+['\"])\s*=\s*\1"
    r"|;\s*--|['\"]\s*(?:--|\#)|/\*.*?\*/|\bxp_cmdshell\b|\b(?:pg_)?sleep\s*\(\s*\d"
    r"|\bbenchmark\s*\(|\bwaitfor\s+delay\b",
    re.IGNORECASE | re.DOTALL,
)


class BadArguments(Exception):
    """The arguments are refused; `text` tells the model what is wrong without repeating them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def parse(arguments_json: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as an object that fits `schema`. Raises BadArguments.

    A whole number where the schema wants words is written out: order numbers are both.
    """
    arguments = json_object(arguments_json, MAX_ARGUMENT_BYTES)
    for name, value in arguments.items():
        wanted = (schema.get("properties") or {}).get(name)
        if type(value) is int and isinstance(wanted, Mapping) and wanted.get("type") == "string":
            arguments[name] = str(value)
    problem = misfit(arguments, schema)
    if problem:
        raise BadArguments(problem)
    order_id = arguments.get("order_id")
    if order_id is not None and (type(order_id) is not int or order_id < 1):
        raise BadArguments("order_id must be a positive integer.")
    for text in strings(arguments):
        if _SECRET.search(text):
            raise BadArguments("Arguments must not hold passwords or keys.")
        if _SQL.search(text):
            raise BadArguments("Arguments must be plain words, not SQL.")
    return arguments


def json_object(text: str, max_bytes: int) -> dict[str, Any]:
    """A JSON object without duplicate keys or NaN. Raises BadArguments."""
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise BadArguments(f"The JSON is longer than {max_bytes} bytes.")
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()  # refuses lone surrogates
    except (ValueError, RecursionError):
        raise BadArguments("This is not one valid JSON object with unique keys.") from None
    if not isinstance(value, dict):
        raise BadArguments("This must be a JSON object.")
    return value


def misfit(value: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Where `value` does not fit `schema`, for the model; empty when it does."""
    try:
        validator(json.dumps(schema, sort_keys=True)).validate(value)
    except ValidationError as cause:
        place = "/".join(str(part) for part in cause.absolute_path)
        return f"{place or 'The object'} breaks the rule {cause.validator} of the schema."
    return ""


@lru_cache(maxsize=256)
def validator(schema_json: str) -> Draft202012Validator:
    """A checker for the schema; references lead nowhere outside it. Raises BadMessage."""
    if len(schema_json.encode()) > MAX_SCHEMA_BYTES:
        raise BadMessage("A tool's schema is longer than 16 kB.")
    try:
        schema = json.loads(schema_json)
        Draft202012Validator.check_schema(schema)
    except (ValueError, SchemaError, RecursionError):
        raise BadMessage("A tool's schema is not valid JSON Schema.") from None
    return Draft202012Validator(schema, registry=Registry())


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def strings(value: Any) -> list[str]:
    """All texts in a JSON value, names of its fields too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (key, *strings(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return []

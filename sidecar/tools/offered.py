"""The WordPress tools that a `ChatRequest` offers, checked once at the edge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from sidecar.errors import BadMessage
from sidecar.nouns import ToolSpec
from sidecar.tools.arguments import validator
from sidecar.v1 import agent_pb2

MAX_TOOLS = 32
NEVER_IN_A_TURN = frozenset({"issue_refund"})  # whatever the shop says of them
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def tool_specs(
    offered: Iterable[agent_pb2.ToolSpec], taken_names: frozenset[str]
) -> tuple[ToolSpec, ...]:
    """The tools as values; `taken_names` are the sidecar's own. Raises BadMessage."""
    specs: dict[str, ToolSpec] = {}
    for tool in offered:
        if not _NAME.fullmatch(tool.name):
            raise BadMessage("A tool's name must match [a-z][a-z0-9_]{0,63}.")
        if tool.name in specs or tool.name in taken_names:
            raise BadMessage(f"The tool {tool.name} is offered twice.")
        if len(specs) == MAX_TOOLS:
            raise BadMessage(f"At most {MAX_TOOLS} tools can be offered.")
        output_schema_json = tool.output_schema_json or '{"type": "object"}'
        for schema_json in (tool.input_schema_json, output_schema_json):
            validator(schema_json)
        specs[tool.name] = ToolSpec(
            name=tool.name,
            description=tool.description,
            input_schema=json.loads(tool.input_schema_json),
            output_schema=json.loads(output_schema_json),
            where="wordpress",
            read_only=tool.read_only and tool.name not in NEVER_IN_A_TURN,
            destructive=tool.destructive or tool.name in NEVER_IN_A_TURN,
        )
    return tuple(specs.values())

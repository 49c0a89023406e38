"""Readonly PHP classes for the plugin, made from the contract.

One class per message (`ChatRequest` → `Deskhand\\Wire\\Chat_Request`) and per enum (constants
without the enum's prefix). The classes hold names, types and comments; all rules of the encoding
are in the plugin's hand-written `Wire_Reader` and `Wire_Writer`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from contract import Comments
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)

FOLDER = "wp-plugin/src/wire"

SCALARS = {
    FieldDescriptorProto.TYPE_INT32: ("int32", "int", "0"),
    FieldDescriptorProto.TYPE_INT64: ("int64", "int", "0"),
    FieldDescriptorProto.TYPE_BOOL: ("bool", "bool", "false"),
    FieldDescriptorProto.TYPE_DOUBLE: ("double", "float", "0.0"),
    FieldDescriptorProto.TYPE_STRING: ("string", "string", "''"),
    FieldDescriptorProto.TYPE_BYTES: ("bytes", "string", "''"),
    FieldDescriptorProto.TYPE_ENUM: ("int32", "int", "0"),
}
"""Protobuf type → type for the runtime, PHP type, PHP default. An enum is an int32."""

_FILE = """\
<?php
/**
 * Generated from proto/{source} by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\\Wire;

{body}"""

_ENUM = """\
{comment}
final class {name} {{
{constants}
}}
"""

_MESSAGE = """\
use Deskhand\\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

{comment}
final class {name} implements Wire_Message {{
{constructor}	/** {{@inheritDoc}} */
	public static function fields(): array {{
		return array({fields});
	}}
}}
"""


def render(files: list[FileDescriptorProto]) -> dict[str, str]:
    """Text by path, one class per file."""
    classes: dict[str, str] = {}
    for file in files:
        comments = Comments(file)
        bodies = [
            (message.name, _message(message, comments, i))
            for i, message in enumerate(file.message_type)
        ] + [(enum.name, _enum(enum, comments, i)) for i, enum in enumerate(file.enum_type)]
        for name, body in bodies:
            path = f"{FOLDER}/class-{php_name(name).lower().replace('_', '-')}.php"
            if path in classes:
                raise ValueError(f"two types of the contract would share {path}")
            classes[path] = _FILE.format(source=file.name, body=body)
    return classes


def php_name(name: str) -> str:
    """`ChatRequest` or `.sidecar.v1.ChatRequest` → `Chat_Request`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.split(".")[-1])


def _enum(enum: EnumDescriptorProto, comments: Comments, index: int) -> str:
    prefix = php_name(enum.name).upper() + "_"
    constants = [
        f"{_docblock(comments.lines(5, index, 2, i), indent=1)}\n"
        f"\tpublic const {value.name.removeprefix(prefix)} = {value.number};"
        for i, value in enumerate(enum.value)
    ]
    return _ENUM.format(
        comment=_docblock(comments.lines(5, index)),
        name=php_name(enum.name),
        constants="\n\n".join(constants),
    )


def _message(message: DescriptorProto, comments: Comments, index: int) -> str:
    parameters = "\n".join(
        _parameter(field, comments.lines(4, index, 2, i)) for i, field in enumerate(message.field)
    )
    constructor = f"\tpublic function __construct(\n{parameters}\n\t) {{\n\t}}\n\n"
    fields = sorted(message.field, key=lambda field: field.number)
    width = len(str(fields[-1].number)) if fields else 0
    rows = "".join(f"\n\t\t\t{row}," for row in _rows(message, fields, width))
    return _MESSAGE.format(
        comment=_docblock([*comments.lines(4, index), *_oneofs(message, comments, index)]),
        name=php_name(message.name),
        constructor=constructor if fields else "",
        fields=f"{rows}\n\t\t" if fields else "",
    )


def _oneofs(message: DescriptorProto, comments: Comments, index: int) -> Iterator[str]:
    """Lines on each oneof: its comment, then its members."""
    for i, oneof in enumerate(message.oneof_decl):
        members = ", ".join(
            f"`{field.name}`"
            for field in message.field
            if field.HasField("oneof_index") and field.oneof_index == i
        )
        yield ""
        yield f"`{oneof.name}`: {comments.lines(4, index, 8, i)[0]}"
        yield from comments.lines(4, index, 8, i)[1:]
        yield from textwrap.wrap(f"At most one is not null: {members}.", 90)


def _parameter(field: FieldDescriptorProto, lines: list[str]) -> str:
    _, php_type, default = SCALARS.get(field.type, ("", php_name(field.type_name), "null"))
    if field.type == FieldDescriptorProto.TYPE_ENUM:
        lines = [*lines, "", f"One of the constants of {php_name(field.type_name)}."]
    if field.label == FieldDescriptorProto.LABEL_REPEATED:
        lines = [*lines, "", f"@var list<{php_type}>"]
        php_type, default = "array", "array()"
    elif default == "null" or field.HasField("oneof_index"):
        php_type, default = f"?{php_type}", "null"
    return (
        f"{_docblock(lines, indent=2)}\n\t\tpublic readonly {php_type} ${field.name} = {default},"
    )


def _rows(
    message: DescriptorProto, fields: list[FieldDescriptorProto], width: int
) -> Iterator[str]:
    """The entries of fields(), aligned on the field number."""
    for field in fields:
        scalar = SCALARS.get(field.type)
        kind = f"'{scalar[0]}'" if scalar else f"{php_name(field.type_name)}::class"
        entries = [f"'name' => '{field.name}'", f"'type' => {kind}"]
        if field.label == FieldDescriptorProto.LABEL_REPEATED:
            entries.append("'repeated' => true")
        if field.HasField("oneof_index"):
            entries.append(f"'oneof' => '{message.oneof_decl[field.oneof_index].name}'")
        yield f"{field.number:<{width}} => array( {', '.join(entries)} )"


def _docblock(lines: list[str], indent: int = 0) -> str:
    """A docblock of the given lines; one line becomes a one-line block."""
    tabs = "\t" * indent
    safe = [line.replace("*/", "* /") for line in lines]
    if len(safe) == 1:
        return f"{tabs}/** {safe[0]} */"
    body = "\n".join(f"{tabs} * {line}".rstrip() for line in safe)
    return f"{tabs}/**\n{body}\n{tabs} */"

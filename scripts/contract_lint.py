"""The rules of the contract, in the spirit of buf's and AIP's lint, on protoc's descriptors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import wire_php
from contract import Comments, elements
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto

Rule = Callable[[FileDescriptorProto], Iterator[str]]


def problems(files: list[FileDescriptorProto]) -> list[str]:
    """One sentence per broken rule, each starting with the file's name; empty when clean."""
    return [f"{file.name}: {text}" for file in files for rule in RULES for text in rule(file)]


def package_matches_folder(file: FileDescriptorProto) -> Iterator[str]:
    """The package is the folder, so that Python imports read like the package."""
    folder = ".".join(file.name.split("/")[:-1])
    if file.package != folder or not re.fullmatch(r"[a-z]+\.v\d+", file.package):
        yield f"package {file.package!r} is not its folder {folder!r} with a version"
    if file.syntax != "proto3":
        yield "syntax is not proto3"


def every_element_is_commented(file: FileDescriptorProto) -> Iterator[str]:
    """A comment that ends a sentence stands in front of every element."""
    comments = Comments(file)
    if not comments.lines(12):
        yield "the file does not open with a comment on what it is about"
    for element in elements(file):
        lines = comments.lines(*element.path)
        if not lines:
            yield f"{element.kind} {element.name} has no comment"
        elif not lines[-1].endswith("."):
            yield f"{element.kind} {element.name}: its comment does not end with a full stop"


def names_follow_their_case(file: FileDescriptorProto) -> Iterator[str]:
    """Types are PascalCase; fields and oneofs lower_snake."""
    for element in elements(file):
        name = element.name.split(".")[-1]
        pattern = {
            "field": r"[a-z][a-z0-9]*(_[a-z0-9]+)*",
            "oneof": r"[a-z][a-z0-9]*(_[a-z0-9]+)*",
            "value": r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*",
        }.get(element.kind, r"([A-Z][a-z0-9]+)+")
        if not re.fullmatch(pattern, name):
            yield f"{element.kind} {element.name} is not named in its case"


def enums_start_unspecified(file: FileDescriptorProto) -> Iterator[str]:
    """Value 0 is `<PREFIX>_UNSPECIFIED` and every value carries the enum's prefix."""
    for enum in file.enum_type:
        prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.name).upper() + "_"
        first = enum.value[0]
        if first.name != f"{prefix}UNSPECIFIED" or first.number != 0:
            yield f"enum {enum.name} does not start with {prefix}UNSPECIFIED = 0"
        for value in enum.value:
            if not value.name.startswith(prefix):
                yield f"value {enum.name}.{value.name} lacks the prefix {prefix}"


def methods_name_their_messages(file: FileDescriptorProto) -> Iterator[str]:
    """`Foo(FooRequest) returns (FooResponse)`; a stream may return a named event instead."""
    for service in file.service:
        for method in service.method:
            name = f"rpc {service.name}.{method.name}"
            taken, given = (t.split(".")[-1] for t in (method.input_type, method.output_type))
            if method.client_streaming:
                yield f"{name} streams requests, which PHP cannot"
            if taken != f"{method.name}Request":
                yield f"{name} does not take {method.name}Request"
            if not method.server_streaming and given != f"{method.name}Response":
                yield f"{name} does not return {method.name}Response"


def only_what_both_generators_speak(file: FileDescriptorProto) -> Iterator[str]:
    """No nested types, maps, `optional` or packing options; integers that PHP can hold."""
    for message in file.message_type:
        if message.nested_type or message.enum_type or message.extension:
            yield f"message {message.name} nests a type or a map"
        for field in message.field:
            if field.proto3_optional:
                yield f"field {message.name}.{field.name} is `optional`; use a message or a oneof"
            if (
                field.type not in wire_php.SCALARS
                and field.type != FieldDescriptorProto.TYPE_MESSAGE
            ):
                yield f"field {message.name}.{field.name} has a type without a PHP counterpart"
            if field.options.HasField("packed"):
                yield f"field {message.name}.{field.name} sets `packed`"


def units_and_keys_are_named(file: FileDescriptorProto) -> Iterator[str]:
    """Times are `int64 …_unix_ms`; a `request_id` is documented as the idempotency key."""
    comments = Comments(file)
    for i, message in enumerate(file.message_type):
        for j, field in enumerate(message.field):
            name = f"field {message.name}.{field.name}"
            if field.name.endswith("_unix_ms") and field.type != FieldDescriptorProto.TYPE_INT64:
                yield f"{name} is a time but not int64"
            if re.search(r"_(at|time|timestamp|unix|unix_s)$", field.name):
                yield f"{name} is a time but does not end with _unix_ms"
            if field.name.endswith("_json") and field.type != FieldDescriptorProto.TYPE_STRING:
                yield f"{name} is JSON but not string"
            documented = "idempotency key" in " ".join(comments.lines(4, i, 2, j)).lower()
            if field.name == "request_id" and not documented:
                yield f"{name} is not documented as the idempotency key"


RULES: tuple[Rule, ...] = (
    package_matches_folder,
    every_element_is_commented,
    names_follow_their_case,
    enums_start_unspecified,
    methods_name_their_messages,
    only_what_both_generators_speak,
    units_and_keys_are_named,
)

"""Reads `proto/` with protoc: as descriptors with their comments, and as Python modules."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from grpc_tools import protoc  # type: ignore[import-untyped]


class BadContract(Exception):
    """protoc refused the files; it has already said why on standard error."""


def descriptors(proto: Path) -> list[FileDescriptorProto]:
    """The files below `proto`, sorted by name, with source info. Raises BadContract."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "contract.pb"
        _run(proto, f"--descriptor_set_out={out}", "--include_source_info")
        return list(FileDescriptorSet.FromString(out.read_bytes()).file)


def compile_python(proto: Path, target: Path) -> list[FileDescriptorProto]:
    """Writes the `_pb2` modules below `target`; gives the descriptors. Raises BadContract."""
    _run(proto, f"--python_out={target}", f"--pyi_out={target}", f"--grpc_python_out={target}")
    return descriptors(proto)


def _run(proto: Path, *options: str) -> None:
    # Only `proto` is on the import path, so the google well-known types can't be imported: the
    # plugin has no runtime for them.
    files = sorted(str(path) for path in proto.rglob("*.proto"))
    if protoc.main(["protoc", f"-I{proto}", *options, *files]) != 0:
        raise BadContract(f"protoc refused {proto}")


class Comments:
    """The comment in front of each element of one file.

    An element is named by its path in FileDescriptorProto: `(4, 2, 2, 0)` is the first field
    (2, 0) of the third message (4, 2).
    """

    def __init__(self, file: FileDescriptorProto) -> None:
        self._by_path = {
            tuple(place.path): place.leading_comments for place in file.source_code_info.location
        }

    def lines(self, *path: int) -> list[str]:
        """Its lines without the leading blank; empty when there is no comment."""
        text = self._by_path.get(path, "").rstrip("\n")
        return [line.removeprefix(" ").rstrip() for line in text.split("\n")] if text else []


class Element(NamedTuple):
    """A named thing in a file and where its comment is."""

    kind: str
    name: str
    path: tuple[int, ...]


def elements(file: FileDescriptorProto) -> Iterator[Element]:
    """Everything in `file` that owes its reader a comment. Nested types are not used."""
    for i, message in enumerate(file.message_type):
        yield Element("message", message.name, (4, i))
        for j, field in enumerate(message.field):
            yield Element("field", f"{message.name}.{field.name}", (4, i, 2, j))
        for j, oneof in enumerate(message.oneof_decl):
            yield Element("oneof", f"{message.name}.{oneof.name}", (4, i, 8, j))
    for i, enum in enumerate(file.enum_type):
        yield Element("enum", enum.name, (5, i))
        for j, value in enumerate(enum.value):
            yield Element("value", f"{enum.name}.{value.name}", (5, i, 2, j))
    for i, service in enumerate(file.service):
        yield Element("service", service.name, (6, i))
        for j, method in enumerate(service.method):
            yield Element("rpc", f"{service.name}.{method.name}", (6, i, 2, j))

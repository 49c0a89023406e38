"""Readonly PHP classes for the plugin, made from the contract."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FileDescriptorProto


def render(files: list[FileDescriptorProto]) -> dict[str, str]:
    """Text by path."""
    return {}

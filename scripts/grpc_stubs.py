"""Type stubs (`_pb2_grpc.pyi`) for the gRPC modules, which protoc leaves untyped.

They describe the asyncio API (`grpc.aio`), the only one this project uses.
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FileDescriptorProto, MethodDescriptorProto

_HEAD = """\
# Generated from {source} by scripts/proto; do not edit.
from collections.abc import AsyncIterator

import grpc.aio

{imports}
"""


def render(files: list[FileDescriptorProto]) -> dict[str, str]:
    """Text by path for every file that has a service."""
    modules = {
        f".{file.package}.{message.name}": file.name.removesuffix(".proto") + "_pb2"
        for file in files
        for message in file.message_type
    }
    return {
        file.name.removesuffix(".proto") + "_pb2_grpc.pyi": _stub(file, modules)
        for file in files
        if file.service
    }


def _stub(file: FileDescriptorProto, modules: dict[str, str]) -> str:
    methods = [method for service in file.service for method in service.method]
    used = sorted(
        {modules[name] for method in methods for name in (method.input_type, method.output_type)}
    )
    imports = [f"from {'.'.join(m.split('/')[:-1])} import {m.split('/')[-1]}" for m in used]
    out = [_HEAD.format(source=f"proto/{file.name}", imports="\n".join(imports))]
    for service in file.service:
        out.append(f"class {service.name}Stub:")
        out.append("    def __init__(self, channel: grpc.aio.Channel) -> None: ...")
        for method in service.method:
            kind = "UnaryStream" if method.server_streaming else "UnaryUnary"
            out.append(
                f"    {method.name}: grpc.aio.{kind}MultiCallable[{_types(method, modules)}]"
            )
        out.append(f"\nclass {service.name}Servicer:")
        for method in service.method:
            request, response = _types(method, modules).split(", ")
            stream = method.server_streaming
            out.append(
                f"    {'' if stream else 'async '}def {method.name}(\n"
                f"        self,\n"
                f"        request: {request},\n"
                f"        context: grpc.aio.ServicerContext[{request}, {response}],\n"
                f"    ) -> {f'AsyncIterator[{response}]' if stream else response}: ..."
            )
        out.append(
            f"\ndef add_{service.name}Servicer_to_server(\n"
            f"    servicer: {service.name}Servicer, server: grpc.aio.Server\n"
            f") -> None: ...\n"
        )
    return "\n".join(out)


def _types(method: MethodDescriptorProto, modules: dict[str, str]) -> str:
    return ", ".join(
        f"{modules[name].split('/')[-1]}.{name.split('.')[-1]}"
        for name in (method.input_type, method.output_type)
    )

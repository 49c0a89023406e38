"""Random messages of every type, and random bytes that are nearly messages."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import contract
from google.protobuf.descriptor import Descriptor, FieldDescriptor, FileDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import strategies as st

from sidecar.v1 import agent_pb2, desk_pb2, knowledge_pb2, operations_pb2

EVERYTHING = Path(__file__).with_name("proto")
"""The folder of everything.proto: every shape the generators must handle."""


def _compile_everything() -> FileDescriptor:
    with tempfile.TemporaryDirectory() as folder:
        contract.compile_python(EVERYTHING, Path(folder))
        sys.path.insert(0, folder)
        try:
            from everything.v1 import everything_pb2  # type: ignore[import-not-found]
        finally:
            sys.path.remove(folder)
    return everything_pb2.DESCRIPTOR  # type: ignore[no-any-return]


FILES = [m.DESCRIPTOR for m in (agent_pb2, desk_pb2, knowledge_pb2, operations_pb2)]
FILES.append(_compile_everything())
TYPES: list[type[Message]] = [
    GetMessageClass(descriptor)
    for file in FILES
    for descriptor in file.message_types_by_name.values()
]
BY_NAME = {message.DESCRIPTOR.name: message for message in TYPES}


def _ints(bits: int) -> st.SearchStrategy[int]:
    edges = [0, 1, -1, 127, 128, 300, 2**31 - 1, -(2**31), 2 ** (bits - 1) - 1, -(2 ** (bits - 1))]
    return st.sampled_from(edges) | st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


_SCALARS: dict[int, st.SearchStrategy[Any]] = {
    FieldDescriptor.TYPE_INT32: _ints(32),
    FieldDescriptor.TYPE_INT64: _ints(64),
    FieldDescriptor.TYPE_ENUM: st.sampled_from([0, 1, 7, -3, 99]) | _ints(32),
    FieldDescriptor.TYPE_BOOL: st.booleans(),
    FieldDescriptor.TYPE_DOUBLE: st.floats(),
    FieldDescriptor.TYPE_STRING: st.text(max_size=200),
    FieldDescriptor.TYPE_BYTES: st.binary(max_size=200),
}


def messages(message: type[Message], depth: int = 3) -> st.SearchStrategy[Message]:
    """Messages of one type; every field may be absent, oneofs have at most one member set."""
    return _values(message.DESCRIPTOR, depth).map(lambda values: message(**values))


def _values(descriptor: Descriptor, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    fields = [f for f in descriptor.fields if depth or f.type != f.TYPE_MESSAGE]
    optional = {f.name: _value(f, depth) for f in fields if f.containing_oneof is None}
    choices = [
        st.none() | st.one_of(*[_named(f.name, _value(f, depth)) for f in members])
        for oneof in descriptor.oneofs
        if (members := [f for f in fields if f.containing_oneof is oneof])
    ]
    return st.builds(
        lambda values, *chosen: values | {k: v for pair in chosen if pair for k, v in [pair]},
        st.fixed_dictionaries({}, optional=optional),
        *choices,
    )


def _named(name: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return value.map(lambda drawn: (name, drawn))


def _value(field: FieldDescriptor, depth: int) -> st.SearchStrategy[Any]:
    if field.type == field.TYPE_MESSAGE:
        one = _values(field.message_type, depth - 1)
    else:
        one = _SCALARS[field.type]
    return st.lists(one, max_size=4) if field.is_repeated else one


def varint(value: int, extra_bytes: int = 0) -> bytes:
    """A varint, padded by `extra_bytes` that say nothing."""
    value &= 2**64 - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    if extra_bytes:
        out[-1] |= 0x80
        out += b"\x80" * (extra_bytes - 1) + b"\x00"
    return bytes(out)


def tag(number: int, wire_type: int) -> bytes:
    """The tag of a field."""
    return varint(number << 3 | wire_type)


def delimited(number: int, content: bytes) -> bytes:
    """A field with a length."""
    return tag(number, 2) + varint(len(content)) + content


def random_field(rng: Random, numbers: Sequence[int], depth: int = 3) -> bytes:
    """One well-formed field of any wire type, groups included."""
    number = rng.choice(numbers)
    wire_type = rng.choice([0, 1, 2, 5, 3] if depth else [0, 1, 2, 5])
    if wire_type == 0:
        return tag(number, 0) + varint(rng.getrandbits(rng.choice([1, 7, 8, 32, 64])))
    if wire_type == 2:
        return delimited(number, rng.randbytes(rng.randrange(12)))
    if wire_type == 3:
        return tag(number, 3) + random_fields(rng, numbers, depth - 1) + tag(number, 4)
    return tag(number, wire_type) + rng.randbytes(8 if wire_type == 1 else 4)


def random_fields(rng: Random, numbers: Sequence[int], depth: int = 3) -> bytes:
    """Up to three such fields."""
    return b"".join(random_field(rng, numbers, depth) for _ in range(rng.randrange(4)))


def sprinkled(message: Message, rng: Random) -> bytes:
    """The bytes of `message` with unknown fields around its own, at all levels."""
    unknown = [50, 3000, 2**29 - 2]
    out = random_fields(rng, unknown)
    for field, value in message.ListFields():
        for item in value if field.is_repeated else [value]:
            if field.type == field.TYPE_MESSAGE:
                out += delimited(field.number, sprinkled(item, rng))
            else:
                out += _alone(message, field, item)
            out += random_fields(rng, unknown)
    return out


def _alone(message: Message, field: FieldDescriptor, item: Any) -> bytes:
    one = type(message)()
    if field.is_repeated:
        getattr(one, field.name).append(item)
    else:
        setattr(one, field.name, item)
    return one.SerializeToString()


def mutated(data: bytes, rng: Random) -> bytes:
    """`data` after up to 4 slices were changed, removed, doubled or inserted."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        start = rng.randint(0, len(out))
        stop = min(len(out), start + rng.randrange(8))
        out[start:stop] = rng.choice(
            [
                b"",
                bytes(out[start:stop]) * 2,
                b"\x80",
                b"\xff" * 9,
                rng.randbytes(rng.randrange(4)),
            ]
        )
    return bytes(out)

"""The plugin's wire classes against the official Python runtime.

The examples are the same in every run. `DESKHAND_FULL=1` draws twenty times as many, new ones
in each run.
"""

from __future__ import annotations

import struct
from random import Random

import pytest
from google.protobuf.message import DecodeError, Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import FULL
from tests.wire.messages import (
    BY_NAME,
    TYPES,
    delimited,
    messages,
    mutated,
    random_fields,
    sprinkled,
    tag,
    varint,
)
from tests.wire.php_worker import PhpWorker, Refused, php_class, plain


def examples(count: int) -> settings:
    """Settings of a property test with `count` examples in the normal run."""
    return settings(
        max_examples=count * 20 if FULL else count,
        derandomize=not FULL,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


Everything, Node = BY_NAME["Everything"], BY_NAME["Node"]
types = st.sampled_from(TYPES) | st.just(Everything)
any_message = types.flatmap(messages)
rngs = st.integers(0, 2**32).map(Random)


def read_by_php(php: PhpWorker, message: type[Message], data: bytes) -> Message | None:
    """What PHP reads, as a Python message; None when PHP refuses. Checks PHP against itself."""
    try:
        values, again = php.decode(php_class(message), data)
    except Refused:
        return None
    read = message.FromString(again)
    assert plain(read) == values
    return read


def read_by_python(message: type[Message], data: bytes) -> Message | None:
    """What Python reads without unknown fields; None when Python refuses."""
    try:
        read = message.FromString(data)
    except DecodeError:
        return None
    read.DiscardUnknownFields()
    return read


def assert_same_reading(php: PhpWorker, message: type[Message], data: bytes) -> Message | None:
    """Both refuse, or both read the same; gives what they read."""
    expected, actual = read_by_python(message, data), read_by_php(php, message, data)
    assert (expected is None) == (actual is None), data.hex(" ")
    if expected is not None and actual is not None:
        assert plain(actual) == plain(expected), data.hex(" ")
    return expected


@pytest.mark.parametrize("message", TYPES, ids=lambda message: message.DESCRIPTOR.full_name)
def test_php_and_python_read_and_write_the_same(php: PhpWorker, message: type[Message]) -> None:
    @examples(400 if message is Everything else 15)
    @given(messages(message))
    def check(sent: Message) -> None:
        data = sent.SerializeToString(deterministic=True)
        values, again = php.decode(php_class(message), data)
        assert values == plain(sent)
        assert again == data
        assert php.encode(php_class(message), values) == data

    check()


@examples(300)
@given(any_message, rngs)
def test_unknown_fields_are_stepped_over(php: PhpWorker, sent: Message, rng: Random) -> None:
    received, _ = php.decode(php_class(type(sent)), sprinkled(sent, rng))
    assert received == plain(sent)


@examples(200)
@given(st.data(), types)
def test_pieces_of_a_message_merge_as_in_python(
    php: PhpWorker, data: st.DataObject, message: type[Message]
) -> None:
    pieces = data.draw(st.lists(messages(message), min_size=2, max_size=4))
    assert assert_same_reading(php, message, b"".join(p.SerializeToString() for p in pieces))


@examples(100)
@given(any_message, rngs)
def test_a_message_cut_anywhere_reads_as_in_python(
    php: PhpWorker, sent: Message, rng: Random
) -> None:
    whole = sprinkled(sent, rng)[:400]
    for end in range(len(whole)):
        assert_same_reading(php, type(sent), whole[:end])


@examples(200)
@given(any_message, rngs)
def test_damaged_messages_read_as_in_python(php: PhpWorker, sent: Message, rng: Random) -> None:
    for _ in range(50):
        assert_same_reading(php, type(sent), mutated(sprinkled(sent, rng), rng))


@examples(200)
@given(types, rngs)
def test_random_bytes_read_as_in_python(
    php: PhpWorker, message: type[Message], rng: Random
) -> None:
    for _ in range(20):
        assert_same_reading(php, message, rng.randbytes(rng.randrange(60)))


@examples(200)
@given(rngs)
def test_fields_of_the_wrong_type_read_as_in_python(php: PhpWorker, rng: Random) -> None:
    for _ in range(20):
        assert_same_reading(php, Everything, random_fields(rng, range(1, 30)))


def nodes(depth: int, inner: bytes = b"") -> bytes:
    for _ in range(depth):
        inner = delimited(2, inner)
    return inner


def groups(depth: int) -> bytes:
    return tag(50, 3) * depth + tag(50, 4) * depth


REFUSED = {
    "a tag of six bytes": varint(2 << 3, 5) + b"\x01",
    "a tag beyond 32 bits": b"\x90\x80\x80\x80\x10\x01",
    "a tag that is cut": b"\x90",
    "field number 0": b"\x00\x01",
    "field number 0 with a length": b"\x02\x00",
    "wire type 6": tag(50, 6) + b"\x00",
    "wire type 7": tag(2, 7) + b"\x00",
    "a length of six bytes": tag(5, 2) + varint(1, 5) + b"a",
    "a length of ten bytes": tag(5, 2) + b"\xff" * 9 + b"\x01",
    "a length beyond 31 bits": tag(5, 2) + varint(2**31) + b"a",
    "a length beyond the end": tag(5, 2) + b"\x02a",
    "an unknown field's length beyond the end": tag(50, 2) + b"\x02a",
    "a length beyond the enclosing message": delimited(8, tag(1, 2) + b"\x02a") + b"aa",
    "a message's length beyond the enclosing message": delimited(8, tag(2, 2) + b"\x02") + b"2\x00",
    "a huge length": tag(6, 2) + varint(2**31 - 1) + b"a",
    "a varint of eleven bytes": tag(2, 0) + varint(1, 10),
    "an unknown varint of eleven bytes": tag(50, 0) + varint(1, 10),
    "a varint cut off": tag(2, 0) + b"\x80",
    "an unknown varint cut off": tag(50, 0) + b"\x80",
    "a double cut off": tag(4, 1) + b"\x00" * 7,
    "an unknown fixed32 cut off": tag(50, 5) + b"\x00" * 3,
    "a string that is not UTF-8": delimited(5, b"\xff"),
    "an overlong UTF-8 sequence": delimited(5, b"\xc0\x80"),
    "a surrogate in a string": delimited(5, b"\xed\xa0\x80"),
    "a code point beyond Unicode": delimited(5, b"\xf4\x90\x80\x80"),
    "a repeated string that is not UTF-8": delimited(16, b"a") + delimited(16, b"\xff"),
    "a packed varint cut off": delimited(12, b"\x01\x80"),
    "a packed varint beyond its field": delimited(12, b"\x80") + b"\x01",
    "packed doubles that do not fill up": delimited(15, b"\x00" * 9),
    "a group that does not end": tag(50, 3),
    "a group that ends elsewhere": tag(50, 3) + tag(51, 4),
    "a group that did not begin": tag(50, 4),
    "a group that ends outside its message": delimited(8, tag(50, 3)) + tag(50, 4),
    "a replaced oneof member that is malformed": delimited(2047, b"\x0a") + tag(21, 0) + b"\x05",
    "101 groups": groups(101),
    "101 messages": delimited(8, nodes(100)),
    "51 groups in 50 messages": delimited(8, nodes(49, groups(51))),
    "ten thousand groups": groups(10_000),
    "ten thousand messages": delimited(8, nodes(10_000)),
}

ACCEPTED = {
    "an empty message": b"",
    "a tag padded to five bytes": varint(2 << 3, 4) + b"\x01",
    "a length padded to five bytes": tag(5, 2) + varint(1, 4) + b"a",
    "a varint padded to ten bytes": tag(2, 0) + varint(1, 9),
    "bits beyond the 64th": tag(2, 0) + b"\xff" * 9 + b"\x7f",
    "a negative int32 in ten bytes": tag(9, 0) + varint(-1),
    "a negative int32 in five bytes": tag(9, 0) + varint(2**32 - 1),
    "an int32 with more bits": tag(9, 0) + varint(2**40 + 5),
    "an enum with more bits": tag(7, 0) + varint(2**33 + 7),
    "a bool whose low bits are zero": tag(3, 0) + varint(2**35),
    "the last of several scalars": tag(2, 0) + b"\x01" + tag(2, 0) + b"\x00",
    "packed and single elements": tag(12, 0) + b"\x05" + delimited(12, b"\x06\x07") + b"\x60\x08",
    "an empty packed field": delimited(12, b""),
    "a single number that is packed": delimited(2, b"\x01"),
    "a string sent as a number": tag(5, 0) + b"\x01",
    "a known field sent as a group": tag(5, 3) + tag(1, 0) + b"\x01" + tag(5, 4),
    "field number 0 in an unknown group": tag(50, 3) + b"\x00\x00" + tag(50, 4),
    "an unknown string that is not UTF-8": delimited(50, b"\xff"),
    "bytes that are not UTF-8": delimited(6, b"\xff"),
    "a NUL and a noncharacter": delimited(5, b"\x00\xef\xbf\xbf"),
    "a message in two pieces": delimited(8, delimited(1, b"a")) + delimited(8, nodes(1)),
    "a oneof whose last member wins": tag(21, 0) + b"\x05" + delimited(25, b""),
    "a oneof member that comes back": (
        delimited(2047, delimited(1, b"a")) + tag(21, 0) + b"\x05" + delimited(2047, b"")
    ),
    "a oneof member in two pieces": (
        delimited(2047, delimited(1, b"a")) + delimited(100, b"x") + delimited(2047, nodes(1))
    ),
    "minus zero": tag(4, 1) + struct.pack("<d", -0.0),
    "a NaN with a payload": tag(4, 1) + b"\x01\x02\x03\x04\x05\x06\xf8\x7f",
    "100 groups": groups(100),
    "100 messages": delimited(8, nodes(99)),
    "50 groups in 50 messages": delimited(8, nodes(49, groups(50))),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(php: PhpWorker, data: bytes) -> None:
    with pytest.raises(DecodeError):
        Everything.FromString(data)
    with pytest.raises(Refused):
        php.decode("Everything", data)


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_is_accepted(php: PhpWorker, data: bytes) -> None:
    assert assert_same_reading(php, Everything, data) is not None


def test_field_number_0_passes_only_in_a_message_without_fields(php: PhpWorker) -> None:
    data = b"\x00\x01"
    assert assert_same_reading(php, BY_NAME["Started"], data) is not None
    assert assert_same_reading(php, BY_NAME["Step"], data) is None
    assert assert_same_reading(php, BY_NAME["ChatEvent"], delimited(10, data)) is not None


@pytest.mark.parametrize(
    "data",
    [
        delimited(8, delimited(3, b"") * 20_000) + delimited(8, delimited(3, b"")) * 50_000,
        delimited(2047, delimited(1, b"a" * 100_000)) + delimited(2047, b"") * 50_000,
        delimited(12, b"\x01" * 250_000),
        groups(100) * 400,
    ],
    ids=["pieces of a list", "pieces around a long string", "packed numbers", "groups"],
)
def test_a_quarter_megabyte_of_spite_is_read_in_bounded_time_and_memory(
    php: PhpWorker, data: bytes
) -> None:
    assert assert_same_reading(php, Everything, data) is not None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"string": "s/w=="}, "A string is not valid UTF-8."),
        ({"strings": ["s/w=="]}, "A string is not valid UTF-8."),
        ({"int32": f"i{2**31}"}, "A number does not fit an int32."),
        ({"int32s": [f"i{-(2**31) - 1}"]}, "A number does not fit an int32."),
        ({"one_int32": "i1", "one_bool": "b0"}, "Two members of a oneof are set."),
    ],
)
def test_what_no_message_can_carry_is_refused_when_written(
    php: PhpWorker, values: dict[str, object], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        php.encode("Everything", values)

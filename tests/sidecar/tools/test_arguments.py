"""What a model may pass to a tool."""

from __future__ import annotations

import json

import pytest

from sidecar.errors import BadMessage
from sidecar.tools.arguments import BadArguments, json_object, parse, validator

ORDER = {
    "type": "object",
    "properties": {"order_id": {"type": "integer", "minimum": 1}},
    "required": ["order_id"],
    "additionalProperties": False,
}
QUERY = {"type": "object", "properties": {"query": {"type": "string"}}}


def test_good_arguments_come_back_as_values() -> None:
    assert parse('{"order_id": 1042}', ORDER) == {"order_id": 1042}


@pytest.mark.parametrize(
    "arguments_json",
    [
        "",
        "null",
        "[]",
        "{nope",
        '{"order_id": 0}',
        '{"order_id": -1}',
        '{"order_id": 1.0}',
        '{"order_id": true}',
        '{"order_id": "1042"}',
        '{"order_id": "1042 OR 1=1"}',
        '{"order_id": [1042]}',
        '{"order_id": null}',
        '{"order_id": 1, "order_id": 2}',
        '{"order_id": 1, "customer_id": 2}',
        '{"order_id": NaN}',
        '{"order_id": Infinity}',
        '{"\\ud800": 1}',
        "{" * 5_000,
        '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a": "' + "x" * 17_000 + '"}',
    ],
)
def test_anything_else_is_refused(arguments_json: str) -> None:
    with pytest.raises(BadArguments):
        parse(arguments_json, ORDER)


@pytest.mark.parametrize(
    "text",
    [
        "x' OR '1'='1",
        "1 or 1=1",
        "x UNION ALL SELECT password FROM wp_users",
        "select user_pass from wp_users where id=1",
        "; DROP TABLE wp_posts",
        "x /* comment */",
        "UPDATE wp_users SET user_pass = 1",
        "my password: hunter22",
        "1 OR 'a'='a'",
        "DELETE FROM wp_posts",
        "SELECT * FROM wp_users LIMIT 1",
        "1' AND SLEEP(5)#",
        "admin'--",
        "1; WAITFOR DELAY '0:0:5'",
        "sk-ant-api03-abcdefghijklmnopqrst",
        "sk-proj-abcd_efgh-ijklmnop",
        "AIzaSyA-abcdefghijklmnopqrstuvwxyz01234",
        "github_pat_11ABCDEFG0abcdefghij",
        "whsec_abcdefghijklmnop",
        "glpat-abcdefghijklmnop",
        "Passwort: hunter22",
        "mot de passe : hunter22",
        "sk-live-abcdefghijklmnop1234",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_abcdefghijklmnopqrstuvwxyz0123",
        "-----BEGIN RSA PRIVATE KEY-----",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x",
    ],
)
def test_secrets_and_sql_are_refused(text: str) -> None:
    with pytest.raises(BadArguments) as refusal:
        parse(json.dumps({"query": text}), QUERY)
    assert text not in refusal.value.text


@pytest.mark.parametrize(
    "text",
    [
        "Please select one from the list where it says blue",
        "I'd like to update my address and set a new password",
        "Can I drop the table off at your shop?",
        "a union jack mug",
        "O'Brien's order or mine?",
        "delete my account",
        "insert for a 60 cm shelf",
        "The SKU is RK-KETTLE-BLUE-XL, my gift token: ABCD1234",
        "the standard bearer certificate",
        "あ" * 60 + "1a2b3c4d",
    ],
)
def test_plain_words_are_not_mistaken_for_sql_or_keys(text: str) -> None:
    assert parse(json.dumps({"query": text}), QUERY)["query"] == text


def test_a_schemas_references_lead_nowhere() -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:9/x.json"}}}
    with pytest.raises(Exception, match=r"127\.0\.0\.1:9"):
        parse('{"a": 1}', schema)


def test_a_schema_that_is_none_is_refused() -> None:
    for schema_json in ("{", '{"type": 7}', '{"a":"' + "x" * 17_000 + '"}'):
        with pytest.raises(BadMessage):
            validator(schema_json)


def test_an_object_is_measured_in_bytes() -> None:
    with pytest.raises(BadArguments):
        json_object(json.dumps({"a": "é" * 600}, ensure_ascii=False), 1_000)


def test_a_number_is_written_out_where_words_are_wanted() -> None:
    schema = {"properties": {"order_number": {"type": "string"}, "order_id": {"type": "integer"}}}
    asked = '{"order_number": 1042, "order_id": 7, "more": 1}'
    assert parse(asked, schema) == {"order_number": "1042", "order_id": 7, "more": 1}

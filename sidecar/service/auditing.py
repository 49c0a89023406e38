"""The audit log as its file says; works while the sidecar serves and while it does not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sidecar.config import Config
from sidecar.desk.audit import AuditLog, Verdict
from sidecar.errors import NotFound
from sidecar.service.inspection import DATABASE_FILE
from sidecar.store import Store, audit
from sidecar.store.audit import Entry
from sidecar.store.key_file import derive, load_key
from sidecar.telemetry import Pseudonyms

# What a spreadsheet takes for a formula, or drops so that one comes first (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def audit_log(key: bytes) -> AuditLog:
    """The log of the store that `key` encrypts."""
    return AuditLog(Pseudonyms(derive(key, "pseudonyms")).of, derive(key, "audit head"))


async def verify(config: Config) -> Verdict:
    """Checks the whole chain. Errors: NotFound, and those of `Store.open`."""
    with _store(config) as (store, log):
        return await store.read(log.verify)


async def lines(config: Config, form: str) -> list[str]:
    """The log as text, the oldest entry first; `form` is `jsonl` or `csv`.

    Errors: NotFound, and those of `Store.open`.
    """
    with _store(config) as (store, _):
        entries = await store.read(lambda db: list(audit.every(db)))
    if form == "jsonl":
        return [json.dumps(asdict(entry)) for entry in entries]
    return [_row(Entry.__slots__), *(_row(asdict(entry).values()) for entry in entries)]


def _row(values: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(map(_cell, values))
    return out.getvalue()


def _cell(value: object) -> str:
    """Text that a spreadsheet shows and does not run."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


@contextmanager
def _store(config: Config) -> Iterator[tuple[Store, AuditLog]]:
    path = config.data_dir / DATABASE_FILE
    if not path.exists():
        raise NotFound(f"There is no database in {config.data_dir}.")
    key = load_key(config.key_file)
    store = Store.open(path, key)
    try:
        yield store, audit_log(key)
    finally:
        store.close()

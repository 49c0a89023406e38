"""Which site this sidecar serves, and which keys speak for it.

The first site that calls over the unix socket is trusted, since only the shop's own machine can
reach it. Everyone else needs the one-time code, which lies in a file beside the data: whoever can
read it, or print a new one with `deskhand pair`, already has the sidecar. The count of wrong
tries lies there too, so that a restart gives nobody more of them.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sidecar.admission.token import key_id, parse_public_key
from sidecar.errors import BadMessage, NotAllowed, RateLimited, StoreFull
from sidecar.store import Database, Store, keys

CODE_FILE: Final = "pairing-code"
CODE_CHARS = 8
MAX_WRONG_TRIES = 5
MAX_SITE_CHARS = 200
# No 0/O, 1/I/L, U/V: people read it aloud and type it.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code; with `new_site` it moves the sidecar to the site that uses it."""

    code: str
    new_site: bool = False
    wrong_tries: int = 0


def write_code(data_dir: Path, *, new_site: bool = False) -> str:
    """Makes a fresh code, which ends the one before, and returns it."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_CHARS))
    _save(data_dir / CODE_FILE, Code(code, new_site))
    return code


class Pairing:
    """The registered keys; made by `Pairing.load`."""

    def __init__(
        self, store: Store, data_dir: Path, registered: tuple[keys.PublicKey, ...]
    ) -> None:
        self._store = store
        self._data_dir = data_dir
        self._one_at_a_time = asyncio.Lock()
        self._adopt(registered)

    @classmethod
    async def load(cls, store: Store, data_dir: Path) -> Pairing:
        """What the store holds."""
        return cls(store, data_dir, await store.read(keys.live))

    @property
    def site(self) -> str:
        """The address of the paired site; empty before the first pairing."""
        return self._site

    @property
    def public_keys(self) -> dict[str, Ed25519PublicKey]:
        """The keys that may sign, by kid."""
        return self._public_keys

    async def pair(self, public_key: bytes, site: str, code: str, *, over_socket: bool) -> str:
        """Registers the key for the site and returns its kid; a known key changes nothing.

        The caller has proven to hold the private key. Errors: BadMessage, NotAllowed
        (PAIRING_CODE_WRONG, PAIRING_CODE_NEEDED, SITE_DIFFERENT), RateLimited
        (PAIRING_LOCKED).
        """
        parse_public_key(public_key)
        if not site.startswith(("http://", "https://")) or len(site) > MAX_SITE_CHARS:
            raise BadMessage("The site must be its address, at most 200 characters.")
        async with self._one_at_a_time:
            return await self._pair(public_key, site, code, over_socket)

    async def _pair(self, public_key: bytes, site: str, code: str, over_socket: bool) -> str:
        kid = key_id(public_key)
        if kid in self._public_keys and site == self._site:
            return kid
        new_site = False
        if self._public_keys or not over_socket:
            new_site = self._use_code(code)
        if self._site not in ("", site) and not new_site:
            raise NotAllowed(
                "This sidecar serves another site; `deskhand pair --new-site` gives a code that"
                " moves it.",
                reason="SITE_DIFFERENT",
            )
        key = keys.PublicKey(kid, public_key, site)
        self._adopt(await self._store.write(lambda db: _register(db, key, alone=new_site)))
        # What was printed for a first pairing must not let a second one in.
        (self._data_dir / CODE_FILE).unlink(missing_ok=True)
        return kid

    def _adopt(self, registered: tuple[keys.PublicKey, ...]) -> None:
        self._public_keys = {key.kid: parse_public_key(key.public_key) for key in registered}
        self._site = registered[0].site if registered else ""

    def _use_code(self, typed: str) -> bool:
        """Uses the code up and returns whether it allows a new site."""
        path = self._data_dir / CODE_FILE
        code = _load(path)
        if code is None:
            raise RateLimited(
                "There is no pairing code, or it was tried too often; `deskhand pair` gives one.",
                reason="PAIRING_LOCKED",
                retry_after_s=0,
            )
        if not typed:
            raise NotAllowed("A pairing code is needed.", reason="PAIRING_CODE_NEEDED")
        # Counted before it is compared: a disk that takes no count gives no free tries.
        _save(path, replace(code, wrong_tries=code.wrong_tries + 1))
        if hmac.compare_digest(code.code.encode(), typed.strip().upper().encode()):
            path.unlink()
            return code.new_site
        if code.wrong_tries + 1 >= MAX_WRONG_TRIES:
            path.unlink()
            raise RateLimited(
                "The pairing code was wrong too often; `deskhand pair` gives a new one.",
                reason="PAIRING_LOCKED",
                retry_after_s=0,
            )
        raise NotAllowed("The pairing code is wrong.", reason="PAIRING_CODE_WRONG")


def _register(db: Database, key: keys.PublicKey, *, alone: bool) -> tuple[keys.PublicKey, ...]:
    now_unix_ms = int(time.time() * 1000)
    if alone:
        keys.forget_all(db)
    keys.add(db, key, now_unix_ms)
    return keys.live(db)


def _load(path: Path) -> Code | None:
    try:
        return Code(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _save(path: Path, code: Code) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            if os.geteuid() == 0:  # `deskhand pair` as root, for a sidecar that is not
                owner = path.parent.stat()
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            json.dump(asdict(code), file)
        fresh.replace(path)
    except OSError:
        raise StoreFull("The pairing code cannot be kept; nothing was changed.") from None

"""Sealing: AES-256-GCM with a key id in front, and a keyed index that finds what is sealed.

Form of a sealed value: one byte of version, four bytes of key id, twelve bytes of nonce, then the
ciphertext with its tag. The context (which column, which file) is associated data: what was sealed for
one place cannot be read in another.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from palui.kernel.errors import PaluiError

KEY_BYTES = 32
_VERSION = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD = len(_VERSION) + _KEY_ID_BYTES
#: So many first bytes of a sealed value tell which key sealed it.
KEY_MARK_BYTES = _HEAD


class CannotUnseal(PaluiError):
    """The key is not there, or the content was changed or moved from its place."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """What one data key is used for: an id that tells nothing about it, a cipher, a key for indexes."""

    id: bytes
    cipher: AESGCM = field(repr=False)
    index_key: bytes = field(repr=False)

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Derive it all from 32 random bytes (HKDF-SHA-256, one label a use). Raises ValueError."""
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes, not {len(secret)}")
        return cls(
            id=_derived(secret, "id")[:_KEY_ID_BYTES],
            cipher=AESGCM(_derived(secret, "seal")),
            index_key=_derived(secret, "index"),
        )


@dataclass(frozen=True)
class Keyring:
    """Data keys, newest first. The newest seals; every one unseals.

    Indexes come from the oldest, so that a new key in front changes none of them: the oldest key is
    dropped only after everything was sealed and indexed anew.
    """

    keys: tuple[Key, ...]

    @classmethod
    def from_keys(cls, secrets_newest_first: Sequence[bytes]) -> Self:
        """A keyring of one or more keys of 32 bytes. Raises ValueError."""
        if not secrets_newest_first:
            raise ValueError("a keyring needs a key")
        return cls(tuple(Key.from_secret(secret) for secret in secrets_newest_first))

    @property
    def newest(self) -> Key:
        """The key that seals."""
        return self.keys[0]

    @property
    def oldest(self) -> Key:
        """The key that indexes."""
        return self.keys[-1]

    def by_id(self, key_id: bytes) -> Key:
        """The key that sealed. Raises CannotUnseal when it is no longer in the ring."""
        for key in self.keys:
            if key.id == key_id:
                return key
        raise CannotUnseal(f"no key {key_id.hex()} in the ring")


class Sealer:
    """Seals and unseals bytes, and makes the index under which a sealed number is found."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, content: bytes, *, context: str) -> bytes:
        """Encrypt for one place. The same content looks different every time."""
        key = self._keyring.newest
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + key.id + nonce + key.cipher.encrypt(nonce, content, context.encode())

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        """The content again. Raises CannotUnseal when key, content or place do not fit."""
        if sealed[:1] != _VERSION or len(sealed) < _HEAD + _NONCE_BYTES:
            raise CannotUnseal("not a sealed value")
        key = self._keyring.by_id(sealed[1:_HEAD])
        nonce, body = sealed[_HEAD : _HEAD + _NONCE_BYTES], sealed[_HEAD + _NONCE_BYTES :]
        try:
            return key.cipher.decrypt(nonce, body, context.encode())
        except InvalidTag as error:
            raise CannotUnseal(f"changed, or not from {context}") from error

    def index(self, kind: str, text: str) -> str:
        """HMAC-SHA-256 in hex: equal texts of one kind ("nik", "kk") have equal indexes, nobody without the key can make one."""
        return hmac.digest(self._keyring.oldest.index_key, f"{kind}\0{text}".encode(), hashlib.sha256).hex()

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it; if not, it waits to be sealed anew."""
        return sealed[1:_HEAD] == self._keyring.newest.id


def _derived(secret: bytes, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"palui/vault/{use}".encode()).derive(secret)

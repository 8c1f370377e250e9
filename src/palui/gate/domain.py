"""Rules of the gate: windows in which calls are counted, and keys under which an answer is kept.

Sources: draft-ietf-httpapi-ratelimit-headers, draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from palui.kernel.errors import InvalidInput

#: For how long an answer is kept under its key.
KEPT_FOR = timedelta(hours=24)
#: Bytes of an answer; a longer one is not kept, only that it was given.
MAX_KEPT = 256 * 1024
#: A key as the draft has it: a string of printable ASCII, in quotation marks or bare.
_KEY = re.compile(r'"(?P<quoted>[\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|(?P<bare>[\x21\x23-\x5b\x5d-\x7e]{1,255})')


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What is left of a limit. `reset_seconds`: until counting begins anew."""

    policy: str
    limit: int
    seconds: int
    remaining: int
    reset_seconds: int
    allowed: bool

    @property
    def policy_header(self) -> str:
        """Its item of `RateLimit-Policy`: `"person";q=600;w=60`."""
        return f'"{self.policy}";q={self.limit};w={self.seconds}'

    @property
    def state_header(self) -> str:
        """Its item of `RateLimit`: `"person";r=599;t=60`."""
        return f'"{self.policy}";r={self.remaining};t={self.reset_seconds}'


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer as it is kept; `body` is None for one too long to keep."""

    status: int
    content_type: str
    headers: dict[str, str]
    body: bytes | None


def counter_key(policy: str, key: str) -> str:
    """Under what a limit is counted: no address and no name can be read from it."""
    return hashlib.blake2b(f"{policy}\0{key}".encode(), digest_size=24).hexdigest()


def block_of(limit: int) -> int:
    """How many calls a process takes from the shared count at once: one in a hundred, so small limits are exact."""
    return max(1, limit // 100)


def allowance(
    *, policy: str, limit: int, seconds: int, used: int, resets_at: datetime, now: datetime, allowed: bool
) -> Allowance:
    """The allowance after `used` calls of a window."""
    return Allowance(
        policy=policy,
        limit=limit,
        seconds=seconds,
        remaining=max(0, limit - used),
        reset_seconds=max(1, min(seconds, -int((now - resets_at).total_seconds() // 1))),
        allowed=allowed,
    )


def parse_key(header: str) -> str:
    """The key that a caller sent. Raises InvalidInput."""
    found = _KEY.fullmatch(header.strip())
    if found is None:
        raise InvalidInput({"Idempotency-Key": "Kunci harus 1 sampai 255 huruf, angka, atau tanda ASCII."})
    return found["quoted"] or found["bare"]


def reply_key(*, scope: str, key: str, method: str, path: str) -> str:
    """Under what an answer is kept: nobody else's key leads to it."""
    return hashlib.sha256(f"{scope}\0{key}\0{method}\0{path}".encode()).hexdigest()

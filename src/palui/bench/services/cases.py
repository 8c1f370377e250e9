"""Whole cases, from asking to the signed letter, over the API."""

import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image

from palui.bench.domain import CLIENTS, CannotMeasure
from palui.bench.services.client import Client
from palui.bench.services.people import RT, RW, People, session_of

API = "/api/v1"
#: As large as our page makes a photo before it sends it.
_PHOTO_SIZE = (1600, 1200)


@dataclass(frozen=True)
class Tokens:
    """Sessions of one round of people."""

    resident: str
    rt_head: str
    rw_head: str
    officer: str
    lurah: str


@dataclass(frozen=True)
class SignedCase:
    """A case that went all the way: its code, the word of its letter's public page, and its applicant's session."""

    code: str
    token: str
    resident: str


def sessions(people: People) -> tuple[Tokens, ...]:
    """One round of sessions a resident; the deciders are the same persons."""
    deciders = [session_of(name) for name in (people.rt_head, people.rw_head, people.officer, people.lurah)]
    return tuple(Tokens(session_of(name), *deciders) for name in people.residents)


def prepared(client: Client, tokens: Tokens, people: People, photo: bytes) -> str:
    """A draft with all answers and its photo, ready to be sent; its code. Two requests."""
    answers = {
        "alamat": {"street": "Jl. Sungai Jingah No. 8", "kelurahan": people.kelurahan, "rt": RT, "rw": RW},
        "status_tinggal": "milik",
        "sejak": "2021-03",
        "keperluan": "kerja",
    }
    draft = client.call(
        "POST", f"{API}/submissions", {"service": "domisili", "answers": answers}, token=tokens.resident
    )
    code = str(draft["code"])
    client.put_file(f"{API}/submissions/{code}/evidence/foto_rumah", photo, token=tokens.resident)
    return code


def submit(client: Client, tokens: Tokens, code: str) -> None:
    """Press the button."""
    client.call("POST", f"{API}/submissions/{code}/submit", {}, token=tokens.resident)


def verified(client: Client, tokens: Tokens, people: People, photo: bytes) -> str:
    """Ask, hand in, send, endorse as RT and as RW, verify: six requests. The code of the case."""
    # Everybody comes anew, as phones do; with connections that stay, one of the server's processes can end up with most.
    client.close()
    code = prepared(client, tokens, people, photo)
    submit(client, tokens, code)
    actions = f"{API}/cases/{code}/actions"
    client.call("POST", f"{actions}/endorse", {}, token=tokens.rt_head)
    client.call("POST", f"{actions}/endorse", {}, token=tokens.rw_head)
    client.call("POST", f"{actions}/verify", {}, token=tokens.officer)
    return code


def whole_cases(client: Client, tokens: Tokens, people: People, photo: bytes, *, count: int) -> list[SignedCase]:
    """So many cases up to the lurah, who signs them in one go, with the passphrase once."""
    codes = [verified(client, tokens, people, photo) for _ in range(count)]
    signing = {"codes": codes, "passphrase": people.password}
    signed = client.call("POST", f"{API}/letters/sign", signing, token=tokens.lurah)
    if problems := [one["problem"] for one in signed if one["letter"] is None]:
        raise CannotMeasure(f"not signed: {problems[0]}")
    return [SignedCase(one["code"], str(one["letter"]["token"]), tokens.resident) for one in signed]


def per_second(port: int, work: Callable[[Client, int], object], *, seconds: float) -> float:
    """How often all clients together finish `work` in a second. Every client finishes at least once.

    `work` gets its client and the number of it. What is under way at the end is finished and counted.
    """
    begin = threading.Barrier(CLIENTS)

    def drive(number: int) -> tuple[int, float, float]:
        client, done = Client(port), 0
        begin.wait()
        started = time.monotonic()
        while not done or time.monotonic() < started + seconds:
            work(client, number)
            done += 1
        return done, started, time.monotonic()

    with ThreadPoolExecutor(CLIENTS) as pool:
        rounds = list(pool.map(drive, range(CLIENTS)))
    took = max(ended for _, _, ended in rounds) - min(started for _, started, _ in rounds)
    return sum(done for done, _, _ in rounds) / took


def a_photo() -> bytes:
    """A picture with some grain, as our page sends it after making it smaller."""
    grain = Image.effect_noise((_PHOTO_SIZE[0] // 4, _PHOTO_SIZE[1] // 4), 24)
    file = io.BytesIO()
    grain.resize(_PHOTO_SIZE).convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()

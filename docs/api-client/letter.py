# ruff: noqa: INP001, S310, T201 - one file that speaks to the terminal and opens the address it is given
"""A letter of domicile over the API, from asking to the signed file. Only Python's own library is needed.

    python letter.py http://127.0.0.1:8000 house.jpg letter.pdf

In a practice city the accounts of `make run` play every part. Elsewhere a program plays one part: give it
one account, and leave the other steps to people.
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

ANSWERS = {"status_tinggal": "milik", "sejak": "2021-03", "keperluan": "kerja"}  # the address comes from the register
ACTION_OF_KIND = {"endorse": "endorse", "verify": "verify", "countersign": "countersign", "sign": "sign"}


class Refused(Exception):
    """The API answered with a problem document (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        places = "; ".join(f"{error['at']}: {error['message']}" for error in problem.get("errors", []))
        super().__init__(f"{problem['status']} {problem['code']}: {places or problem['detail']}")
        self.problem = problem


class Palui:
    """One signed-in account."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self.address, self._token = address.rstrip("/"), ""
        session = self._ask("POST", "/_allauth/app/v1/auth/login", {"username": username, "password": password})
        self._token = session["meta"]["session_token"]

    def call(self, method: str, path: str, data: Any = None) -> Any:
        """Send JSON to the API and read JSON back."""
        return self._ask(method, f"/api/v1{path}", data)

    def put_file(self, path: str, content: bytes) -> Any:
        """Send a file as the body."""
        return self._ask("PUT", f"/api/v1{path}", content, content_type="image/jpeg")

    def get_file(self, path: str) -> bytes:
        """Read a file."""
        with urllib.request.urlopen(f"{self.address}/api/v1{path}") as answer:
            return bytes(answer.read())

    def _ask(self, method: str, path: str, data: Any = None, *, content_type: str = "application/json") -> Any:
        body = data if isinstance(data, bytes) else None if data is None else json.dumps(data).encode()
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        if self._token:
            headers["X-Session-Token"] = self._token
        if method == "POST" and path.startswith("/api/"):
            headers["Idempotency-Key"] = str(uuid.uuid4())  # so that it may be sent again and is done once
        request = urllib.request.Request(f"{self.address}{path}", data=body, method=method, headers=headers)
        try:
            text = self._send(request)
        except urllib.error.HTTPError as error:
            if error.headers.get_content_type() != "application/problem+json":
                raise
            raise Refused(json.load(error)) from None
        return json.loads(text) if text else None

    def _send(self, request: urllib.request.Request) -> bytes:
        """Once more when the line breaks; nobody knows then whether the first call arrived."""
        for is_last in (False, False, True):
            try:
                with urllib.request.urlopen(request) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError:
                raise
            except OSError:
                if is_last:
                    raise
                time.sleep(1)
        raise AssertionError  # the last one has answered or raised


def ask(resident: Palui, photo: bytes) -> str:
    """Hand in a request with a photo of the house; gives its code."""
    code = str(resident.call("POST", "/submissions", {"service": "domisili", "answers": ANSWERS})["code"])
    resident.put_file(f"/submissions/{code}/evidence/foto_rumah", photo)
    resident.call("POST", f"/submissions/{code}/submit")
    return code


def decide(resident: Palui, code: str, deciders: dict[str, Palui], passphrase: str) -> str:
    """Let whoever's turn it is do their step until the letter is there; gives the word of its public page."""
    while not (case := resident.call("GET", f"/cases/{code}"))["letter"]:
        step = next(step for step in case["steps"] if step["state"] == "current")
        print(f"{code}: {step['title']}")
        action = ACTION_OF_KIND[step["kind"]]
        body = {"passphrase": passphrase} if action == "sign" else {}
        deciders[step["who"]].call("POST", f"/cases/{code}/actions/{action}", body)
    print(f"{code}: {case['letter']['number']}")
    return str(case["letter"]["token"])


def main() -> None:
    """Play every part of a practice city."""
    parser = argparse.ArgumentParser(description="From asking to the signed letter, over the API.")
    parser.add_argument("address", help="for instance http://127.0.0.1:8000")
    parser.add_argument("photo", type=Path, help="a JPEG of the house")
    parser.add_argument("letter", type=Path, help="where to put the signed PDF")
    for part, username in {"resident": "warga", "rt": "rt", "rw": "rw", "officer": "petugas", "lurah": "lurah"}.items():
        parser.add_argument(f"--{part}", default=username, help=f"user name ({username})")
    parser.add_argument("--password", default="palui-practice", help="of all of them, and the lurah's passphrase")
    given = parser.parse_args()

    resident = Palui(given.address, given.resident, given.password)
    code = ask(resident, given.photo.read_bytes())
    names = {"rt": given.rt, "rw": given.rw, "officer": given.officer, "lurah": given.lurah}
    deciders = {part: Palui(given.address, name, given.password) for part, name in names.items() if name}
    token = decide(resident, code, deciders, given.password)
    given.letter.write_bytes(resident.get_file(f"/letters/{token}/pdf"))
    print(f"{given.address}/s/{token}/")


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(str(refused))

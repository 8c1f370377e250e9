"""The gateway's protocol: one POST a message, as most gateways in Indonesia have it.

POST <address>   Authorization: Bearer <token>   {"to": "+62…", "body": "…", "reference": "…"}
202 accepted; 409 this reference was accepted before; 429 too many; 400 and 422 this number or text will never go
"""

import http.client
import json
import urllib.error
import urllib.request
from http import HTTPStatus

from palui.kernel.errors import PermanentFailure, TemporaryFailure

#: Seconds until the gateway must have answered.
_ANSWER_WITHIN = 15
#: What trying again may mend: the rest of 4xx says that this message will never be taken.
_PASSING = {
    HTTPStatus.UNAUTHORIZED,  # the operator can mend the token
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,  # and the address
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not the one that the operator named."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())


def hand_in(*, address: str, token: str, to: str, body: str, reference: str) -> None:
    """Hand one message in. A reference that was accepted before counts as accepted.

    Raises TemporaryFailure when trying again may help, PermanentFailure when not.
    """
    request = urllib.request.Request(  # noqa: S310 - the operator's own address, checked to be http or https
        address,
        data=json.dumps({"to": to, "body": body, "reference": reference}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}", "Idempotency-Key": reference},
        method="POST",
    )
    try:
        with _opener.open(request, timeout=_ANSWER_WITHIN) as answer:
            answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            _refused(refusal.code)
    except (OSError, http.client.HTTPException) as problem:
        raise TemporaryFailure(f"gerbang SMS tidak menjawab ({type(problem).__name__})") from problem


def _refused(status: int) -> None:
    if status == HTTPStatus.CONFLICT:
        return
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        raise TemporaryFailure(f"gerbang SMS menjawab {status}")
    raise PermanentFailure(f"gerbang SMS menolak pesan ini ({status})")

"""Who is asking, on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from palui.accounts.access import acting_for
from palui.accounts.domain import Acting
from palui.kernel.errors import NotFound


class ActingMiddleware:
    """Gives every request `acting`: the person with the mandates of this moment, read when first asked for.

    Stands behind Django's authentication.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = SimpleLazyObject(lambda: acting_for(request.user))  # type: ignore[attr-defined]  # ours
        return self.get_response(request)


def acting_of(request: HttpRequest) -> Acting:
    """The person this request acts for."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set above on every request
    return acting


def person_id_of(request: HttpRequest) -> int:
    """The account of whoever is signed in. Raises NotFound for a visitor."""
    user_id = acting_of(request).user_id
    if user_id is None:
        raise NotFound("person")
    return user_id

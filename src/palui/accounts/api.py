"""The API's sign-in, and who one is."""

from datetime import date

from allauth.headless.contrib.ninja.security import XSessionTokenAuth
from django.http import HttpRequest
from ninja import Router, Schema

from palui.accounts.access import acting_for
from palui.accounts.domain import NOBODY, Acting
from palui.accounts.models import User
from palui.kernel.errors import NotFound

router = Router()


class SessionTokenAuth(XSessionTokenAuth):  # type: ignore[misc]  # allauth has no types
    """Header X-Session-Token, as POST /_allauth/app/v1/auth/login gives it.

    Only the header counts, never the cookie, so another site cannot act for whoever is signed in.
    """

    def __call__(self, request: HttpRequest) -> User | None:
        """Who calls. The session is read once a request, for the gate asks before the operation does."""
        if not hasattr(request, "palui_caller"):
            user: User | None = super().__call__(request)
            acting = acting_for(user) if user is not None else NOBODY
            request.palui_caller = (user if acting.user_id is not None else None, acting)  # type: ignore[attr-defined]
        caller: User | None
        caller, acting = request.palui_caller
        if caller is not None:
            request.user = caller
            request.acting = acting  # type: ignore[attr-defined]  # as the middleware sets it
        return caller


session_token_auth = SessionTokenAuth()


class MandateOut(Schema):
    """In what role somebody acts, and from when to when (through `valid_to`; null is until further notice)."""

    role: str
    capacity: str
    title: str
    office_id: int
    valid_from: date
    valid_to: date | None


class Me(Schema):
    """Who is signed in, with the mandates in force today."""

    id: int
    username: str
    name: str
    mandates: list[MandateOut]


@router.get("/me", response=Me, summary="Who am I")
def me(request: HttpRequest) -> Me:
    """The account that belongs to the token."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by SessionTokenAuth
    if acting.user_id is None:
        raise NotFound("person")
    return Me(
        id=acting.user_id,
        username=request.user.get_username(),
        name=acting.name,
        mandates=[
            MandateOut(
                role=mandate.role.value,
                capacity=mandate.capacity.value,
                title=mandate.title,
                office_id=mandate.office_id,
                valid_from=mandate.valid_from,
                valid_to=mandate.valid_to,
            )
            for mandate in acting.mandates
        ],
    )

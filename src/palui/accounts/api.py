"""The API's sign-in, and who one is."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.sessionkit import get_session_user
from allauth.headless.contrib.ninja.security import XSessionTokenAuth
from allauth.headless.internal.sessionkit import lookup_session
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from palui.accounts import selectors, services
from palui.accounts.access import acting_for, count_try
from palui.accounts.domain import NOBODY, PASSWORD, PASSWORD_HELP, SIGN_UP, Acting, Capacity, Role, may_grant
from palui.accounts.models import User
from palui.accounts.services import NewMandate
from palui.kernel.errors import InvalidInput, NotFound

router = Router()


class SessionTokenAuth(XSessionTokenAuth):  # type: ignore[misc]  # allauth has no types
    """Header X-Session-Token, as POST /_allauth/app/v1/auth/login gives it.

    Only the header counts, never the cookie, so another site cannot act for whoever is signed in.
    """

    openapi_in = "header"
    openapi_name = "X-Session-Token"

    def __call__(self, request: HttpRequest) -> User | None:
        """Who calls. The session is read once a request, for the gate asks before the operation does."""
        if not hasattr(request, "palui_caller"):
            user = self._user(request)
            acting = acting_for(user) if user is not None else NOBODY
            request.palui_caller = (user if acting.user_id is not None else None, acting)  # type: ignore[attr-defined]
        caller: User | None
        caller, acting = request.palui_caller  # type: ignore[attr-defined]  # set above
        if caller is not None:
            request.user = caller
            request.acting = acting  # type: ignore[attr-defined]  # as the middleware sets it
        return caller

    def _user(self, request: HttpRequest) -> User | None:
        """Whose token it is. Reads the session once, where allauth asks first whether it is there."""
        token = self.get_session_token(request)
        session = lookup_session(token) if token else None
        user: User | None = get_session_user(session) if session is not None else None
        request.palui_session_key = session.session_key if session is not None else ""  # type: ignore[attr-defined]
        return user


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


Id = Annotated[int, Field(ge=1, lt=2**63)]
Text = Annotated[str, Field(max_length=254)]
Password = Annotated[str, Field(max_length=200)]


class SignUp(Schema):
    """A resident shows NIK, KK number and phone, and chooses a password."""

    nik: Annotated[str, Field(max_length=40)]
    kk: Annotated[str, Field(max_length=40)]
    phone: Annotated[str, Field(max_length=30)]
    password: Password
    email: Text = ""


class ProfileIn(Schema):
    """What changes of one's own account; `password` shows that it is oneself."""

    password: Password
    name: Annotated[str, Field(max_length=120)] | None = None
    phone: Annotated[str, Field(max_length=30)] | None = None
    email: Text | None = None


class ProfileOut(Schema):
    """One's own account. `new_email` waits for its owner to confirm it."""

    name: str
    username: str
    phone: str
    email: str
    new_email: str
    nip: str
    rank: str


class PasswordIn(Schema):
    """The old password and a new one."""

    old: Password
    new: Password


class DeviceOut(Schema):
    """A browser or app in which one is signed in."""

    id: int
    name: str
    network: str
    since: datetime
    is_this: bool


class SignedOut(Schema):
    """How many other sessions ended."""

    count: int


class HelpIn(Schema):
    """Whom to help (a NIK; for administrators a user name too), and the password they get at the counter."""

    who: Annotated[str, Field(max_length=40)]
    new: Password


class Helped(Schema):
    """Whose password it was."""

    name: str


class PersonOut(Schema):
    """Somebody with an account, for giving mandates."""

    id: int
    username: str
    name: str
    nip: str


class PersonIn(Schema):
    """An account for somebody in an office or a neighbourhood."""

    name: Annotated[str, Field(max_length=120)]
    username: Annotated[str, Field(max_length=40)]
    password: Password
    phone: Annotated[str, Field(max_length=30)] = ""
    email: Text = ""
    nip: Annotated[str, Field(max_length=30)] = ""
    rank: Annotated[str, Field(max_length=80)] = ""


class Made(Schema):
    """The id of what was made."""

    id: int


class HeldMandateOut(Schema):
    """A mandate and who holds it; `state` is ahead, now or over."""

    id: int
    user_id: int
    name: str
    role: str
    capacity: str
    title: str
    valid_from: date
    valid_to: date | None
    note: str
    state: str


class MandateIn(Schema):
    """A mandate to give, from `valid_from` (today) through `valid_to` (no end)."""

    user_id: Id
    role: Role
    capacity: Capacity = Capacity.DEFINITIVE
    rt_id: Id | None = None
    rw_id: Id | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class MandateEnd(Schema):
    """Its last day; empty is at once."""

    last_day: date | None = None


def acting_of(request: HttpRequest) -> Acting:
    """Who calls."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by SessionTokenAuth
    return acting


def _session_key(request: HttpRequest) -> str:
    """The session of the token; the cookie's, which `request.session` would be, is another one or none."""
    key: str = request.palui_session_key  # type: ignore[attr-defined]  # set by SessionTokenAuth
    return key


def check_password(request: HttpRequest, password: str, *, place: str) -> None:
    """An unattended session must not change an account: its password is asked, and tries are limited.

    Raises InvalidInput at `place`, DomainError `too_many_tries`.
    """
    count_try(request, PASSWORD, person=str(request.user.pk))
    if not get_adapter(request).reauthenticate(request.user, password):
        raise InvalidInput({place: "Kata sandi ini tidak cocok. Coba lagi."})


@router.post("/sign-up", response={201: None}, auth=None, summary="Make a resident's account")
def sign_up(request: HttpRequest, body: SignUp) -> Answer[None]:
    """NIK and KK must be those of one resident. Then sign in with phone and password."""
    digits = "".join(sign for sign in body.nik if sign.isdigit())
    # Keyed, so that nothing is kept that a NIK could be guessed from.
    count_try(request, SIGN_UP, person=salted_hmac("palui.accounts.sign_up", digits).hexdigest())
    services.register_resident(**body.model_dump())
    return Answer(HTTPStatus.CREATED, None)


@router.get("/me/profile", response=ProfileOut, summary="My account")
def profile(request: HttpRequest) -> Any:
    """Name, phone and e-mail."""
    return selectors.person(acting_of(request).user_id or 0)


@router.patch("/me/profile", response=ProfileOut, summary="Change my account")
def change_profile(request: HttpRequest, body: ProfileIn) -> Any:
    """A new e-mail address counts once its owner has confirmed it."""
    check_password(request, body.password, place="password")
    services.change_profile(acting=acting_of(request), name=body.name, phone=body.phone, email=body.email)
    return profile(request)


@router.post("/me/password", response={204: None}, summary="Change my password")
def change_password(request: HttpRequest, body: PasswordIn) -> Answer[None]:
    """Every session of the account ends, this one too: sign in again."""
    check_password(request, body.old, place="old")
    services.change_password(acting=acting_of(request), new=body.new)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.get("/me/devices", response=list[DeviceOut], summary="Where I am signed in")
def devices(request: HttpRequest) -> Any:
    """This one first."""
    return services.devices(acting=acting_of(request), session_key=_session_key(request))


@router.post("/me/devices/sign-out-others", response=SignedOut, summary="Sign out everywhere else")
def sign_out_others(request: HttpRequest) -> SignedOut:
    """All sessions but this one end."""
    return SignedOut(count=services.sign_out_elsewhere(acting=acting_of(request), session_key=_session_key(request)))


@router.post("/emails/{token}/confirm", response={204: None}, auth=None, summary="Confirm an e-mail address")
def confirm_email(request: HttpRequest, token: str) -> Answer[None]:
    """With the word from the link in the message."""
    services.confirm_email(token=token)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.post("/people/help", response=Helped, summary="Give somebody a new password")
def help_sign_in(request: HttpRequest, body: HelpIn) -> Helped:
    """At the counter, for a resident who forgot theirs and shows the KTP."""
    acting = acting_of(request)
    if not acting.is_staff and acting.holds(Role.ADMIN) is None:
        raise NotFound("page")
    count_try(request, PASSWORD_HELP, person=str(acting.user_id))
    return Helped(name=services.give_new_password(acting=acting, who=body.who, new=body.new))


@router.get("/people", response=list[PersonOut], summary="Find people to give a mandate to")
def people(request: HttpRequest, text: Annotated[str, Query(max_length=80)]) -> Any:
    """At most 20, by name, user name or NIP. For who gives mandates."""
    acting = acting_of(request)
    if not any(acting.holds(role) for role in (Role.ADMIN, Role.LURAH, Role.SECRETARY)):
        raise NotFound("page")
    return selectors.find_people(text)


@router.post("/people", response={201: Made}, summary="Make an account for somebody")
def new_person(request: HttpRequest, body: PersonIn) -> Answer[Made]:
    """For who gives mandates; the mandate is a call of its own."""
    return Answer(HTTPStatus.CREATED, Made(id=services.create_person(by=acting_of(request), **body.model_dump())))


@router.get("/mandates", response=list[HeldMandateOut], summary="Mandates at an office")
def mandates(
    request: HttpRequest, office_id: Annotated[int, Query(ge=1, lt=2**63)], with_past: bool = False
) -> list[dict[str, Any]]:
    """In force and coming; past ones on request. For who may give some there."""
    if not any(may_grant(acting_of(request), role=role, office_id=office_id) for role in Role):
        raise NotFound("office", office_id)
    return [
        {
            "id": one.mandate.id,
            "user_id": one.person.id,
            "name": one.person.name,
            "role": one.mandate.role.value,
            "capacity": one.mandate.capacity.value,
            "title": one.mandate.title,
            "valid_from": one.mandate.valid_from,
            "valid_to": one.mandate.valid_to,
            "note": one.note,
            "state": one.state,
        }
        for one in selectors.mandates_of_office(office_id, with_past=with_past)
    ]


@router.post("/mandates", response={201: Made}, summary="Give a mandate")
def grant(request: HttpRequest, body: MandateIn, office_id: Annotated[int, Query(ge=1, lt=2**63)]) -> Answer[Made]:
    """A second definitive holder of one place is refused (409)."""
    new = NewMandate(office_id=office_id, **body.model_dump())
    return Answer(HTTPStatus.CREATED, Made(id=services.grant_mandate(by=acting_of(request), **vars(new))))


@router.post("/mandates/{int:mandate_id}/end", response={204: None}, summary="End a mandate")
def end_mandate(request: HttpRequest, mandate_id: int, body: MandateEnd) -> Answer[None]:
    """With a last day to come, or at once."""
    services.end_mandate(by=acting_of(request), mandate_id=mandate_id, last_day=body.last_day)
    return Answer(HTTPStatus.NO_CONTENT, None)

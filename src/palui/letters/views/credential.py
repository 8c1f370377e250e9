"""One's certificate for signing: make it, renew it, change its passphrase."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from palui.accounts.access import count_try
from palui.accounts.domain import PASSWORD
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.letters import selectors, services
from palui.letters.access import signing_mandate
from palui.letters.forms import ChangePassphraseForm, NewPassphraseForm
from palui.letters.selectors import CredentialRecord
from palui.letters.views.signing import acting_of, in_fours
from palui.ui.domain import Fact, day_in_words, sentence


@sensitive_post_parameters("password", "old", "passphrase", "again")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def credential(request: HttpRequest) -> HttpResponse:
    """The certificate in use, a new one, or another passphrase."""
    acting = acting_of(request)
    if acting.user_id is None or signing_mandate(acting) is None:
        raise NotFound("credential")
    does = request.POST.get("aksi", "")
    issue_form = NewPassphraseForm(request.POST if does == "buat" else None)
    change_form = ChangePassphraseForm(request.POST if does == "ganti" else None)
    done = (does == "buat" and _issue(request, issue_form)) or (does == "ganti" and _change(request, change_form))
    if done:
        return redirect("letters:credential")
    current = selectors.credential_of(acting.user_id)
    context = {
        "current": current,
        "facts": _facts(current) if current is not None else (),
        "issue_form": issue_form,
        "change_form": change_form,
        "open_form": does,
    }
    return render(request, "letters/credential.html", context, status=422 if request.method == "POST" else 200)


def _issue(request: HttpRequest, form: NewPassphraseForm) -> bool:
    if not form.is_valid() or not _is_really_me(request, form):
        return False
    try:
        services.issue(acting=acting_of(request), passphrase=form.cleaned_data["passphrase"])
    except DomainError as refused:
        _show(form, refused)
        return False
    messages.success(
        request, _("Sertifikat Anda siap. Simpan frasa sandinya baik-baik: tidak ada yang bisa membacanya untuk Anda.")
    )
    return True


def _change(request: HttpRequest, form: ChangePassphraseForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.change_passphrase(
            acting=acting_of(request), old=form.cleaned_data["old"], new=form.cleaned_data["passphrase"]
        )
    except DomainError as refused:
        _show(form, refused, place="old")
        return False
    messages.success(request, _("Frasa sandi tanda tangan sudah diganti."))
    return True


def _show(form: Form, refused: DomainError, *, place: str | None = None) -> None:
    if isinstance(refused, InvalidInput):
        for where, text in refused.errors.items():
            form.add_error(where, text)
    else:
        form.add_error(place, sentence(refused))


def _is_really_me(request: HttpRequest, form: Form) -> bool:
    """An unattended session must not make a certificate: the account's password is asked, and tries are limited."""
    adapter = get_adapter(request)
    try:
        try:
            count_try(request, PASSWORD, person=str(acting_of(request).user_id))
        except DomainError as refused:
            raise adapter.validation_error("too_many_login_attempts") from refused
        if adapter.reauthenticate(request.user, form.cleaned_data["password"]):
            return True
    except ValidationError as error:
        form.add_error("password", error)
        return False
    form.add_error("password", _("Kata sandi ini tidak cocok. Coba lagi."))
    return False


def _facts(current: CredentialRecord) -> tuple[Fact, ...]:
    facts = current.facts
    return (
        Fact(label=_("Atas nama"), value=facts.name),
        Fact(label=_("Diterbitkan oleh"), value=facts.issuer, note=_("sertifikat lokal kota, bukan BSrE")),
        Fact(
            label=_("Berlaku sampai"),
            value=day_in_words(clock.local(facts.valid_to).date()),
            tag=_("habis") if current.is_expired else "",
            kind="bad",
        ),
        Fact(label=_("Nomor seri"), value=in_fours(facts.serial)),
        Fact(label=_("Sidik jari"), value=in_fours(facts.fingerprint)),
    )

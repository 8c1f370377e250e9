"""What pages of a case may send."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """A note and the revision of the page it was written on."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(required=False, max_length=1000, label=_("Catatan"))


class RejectForm(forms.Form):
    """Why the case ends without a letter. What must be filled in is for the service to say."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(required=False, max_length=1000, label=_("Alasan"))
    legal_basis = forms.CharField(required=False, max_length=300, label=_("Dasar hukum"))


class LinkForm(forms.Form):
    """What the page behind a one-time link may send."""

    note = forms.CharField(required=False, max_length=1000)
    reason = forms.CharField(required=False, max_length=1000)


class AnswerForm(forms.Form):
    """What the page of a party may send."""

    angka = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=1000)

    def text(self, name: str) -> str:
        """What was typed, or nothing."""
        return str(self.cleaned_data.get(name) or "")


class CounterForm(forms.Form):
    """What an officer writes down of a party at the counter."""

    jawab = forms.ChoiceField(choices=[("ya", ""), ("tidak", "")], required=False)
    ktp = forms.BooleanField(required=False)
    reason = forms.CharField(required=False, max_length=1000)


class DeskForm(forms.Form):
    """Filters of the desk; anything odd is left out rather than refused."""

    tab = forms.ChoiceField(choices=[("menunggu", ""), ("berjalan", ""), ("selesai", "")], required=False)
    layanan = forms.SlugField(required=False, max_length=60)
    cari = forms.CharField(required=False, max_length=80)
    lewat = forms.BooleanField(required=False)
    setelah = forms.CharField(required=False, max_length=80)

    def value(self, name: str) -> str:
        """The filter's value, or nothing."""
        return str(self.cleaned_data.get(name) or "")


def asked_places(data: Mapping[str, str], places: Mapping[str, str]) -> list[tuple[str, str]]:
    """The places ticked in the "ask for a correction" form, or with a note although the tick was forgotten."""
    notes = {place: data.get(f"catatan.{place}", "").strip() for place in places}
    return [(place, note) for place, note in notes.items() if note or data.get(f"minta.{place}")]

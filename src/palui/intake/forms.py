"""What the pages of asking may send, beside the questions themselves."""

from django import forms

from palui.intake.domain import LONGEST_WORDS, ConsentKind


class StartForm(forms.Form):
    """Whom the letter is about: the id of a resident; empty is the applicant."""

    untuk = forms.IntegerField(required=False, min_value=1)


class PickForm(forms.Form):
    """What a resident at the counter asks for, and about whom: somebody of the family card, or by NIK who has died."""

    layanan = forms.SlugField()
    untuk = forms.IntegerField(required=False, min_value=1)
    almarhum = forms.CharField(required=False, max_length=30)


class ConsentForm(forms.Form):
    """How the resident agreed, and where they want to be told."""

    setuju = forms.ChoiceField(required=False, choices=[(kind.value, kind.label) for kind in ConsentKind])
    setuju_kata = forms.CharField(required=False, max_length=LONGEST_WORDS)
    setuju_kode = forms.CharField(required=False, max_length=20)
    telepon = forms.CharField(required=False, max_length=30)

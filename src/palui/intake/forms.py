"""What the pages of asking may send, beside the questions themselves."""

from django import forms


class StartForm(forms.Form):
    """Whom the letter is about: the id of a resident; empty is the applicant."""

    untuk = forms.IntegerField(required=False, min_value=1)

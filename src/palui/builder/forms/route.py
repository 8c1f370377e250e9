"""The steps of a route: who acts, on what, how long, and what they see."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from palui.builder.domain import editing
from palui.builder.forms.conditions import asked_before, showable
from palui.builder.forms.definition import Data, DefinitionForm, Number, Pick, Picks, Text, keys_at, put, suggested_key
from palui.catalogue.domain import StepKind
from palui.formspec.kinds import Kind

#: What happens in a step, in the words of the page.
STEP_KINDS: Mapping[StepKind, Any] = {
    StepKind.ENDORSE: _("Menyetujui (ketua RT atau RW)"),
    StepKind.VERIFY: _("Memeriksa berkas"),
    StepKind.INSPECT: _("Memeriksa lapangan"),
    StepKind.CONFIRM: _("Dikukuhkan orang yang disebut pemohon (saksi, ahli waris)"),
    StepKind.COUNTERSIGN: _("Memaraf"),
    StepKind.SIGN: _("Menandatangani surat"),
}
WHO: Mapping[str, Any] = {
    "rt": _("Ketua RT"),
    "rw": _("Ketua RW"),
    "officer": _("Petugas kelurahan"),
    "section_head": _("Kepala seksi"),
    "secretary": _("Sekretaris"),
    "lurah": _("Lurah"),
    "camat": _("Camat"),
    "parties": _("Orang yang disebut pemohon"),
}
_USUAL_WHO = {
    StepKind.ENDORSE: "rt",
    StepKind.VERIFY: "officer",
    StepKind.INSPECT: "officer",
    StepKind.CONFIRM: "parties",
    StepKind.COUNTERSIGN: "section_head",
    StepKind.SIGN: "lurah",
}
_USUAL_TITLE = {StepKind.INSPECT: "Pemeriksaan lapangan", StepKind.CONFIRM: "Para saksi"}
_PERSONAL = frozenset({StepKind.ENDORSE, StepKind.CONFIRM})


class NewStepForm(DefinitionForm):
    """What happens in the step; all else comes on the next page."""

    kind = Pick(label=_("Apa yang dilakukan"), choices=[(kind.value, words) for kind, words in STEP_KINDS.items()])

    def new_item(self, data: Mapping[str, Any], path: str) -> dict[str, Any]:
        """A step as it usually is."""
        kind = StepKind(self.cleaned_data["kind"] or StepKind.VERIFY)
        who = _USUAL_WHO[kind]
        title = _USUAL_TITLE.get(kind) or ("Tanda tangan lurah" if kind is StepKind.SIGN else str(WHO[who]))
        step: dict[str, Any] = {
            "key": suggested_key(kind.value, keys_at(data, path), fallback="langkah"),
            "kind": kind.value,
            "who": who,
            "title": title,
            "hours": 8 if kind is StepKind.CONFIRM else 4,
        }
        if kind is StepKind.INSPECT:
            step["form"] = _field_check()
        return step

    def applied(self, data: Data) -> Data:
        """The new step before those that sign, which come last."""
        item = self.new_item(data, "route")
        route = list(editing.value(data, "route") or [])
        place = len(route)
        if item["kind"] != StepKind.SIGN:
            while place and isinstance(route[place - 1], Mapping) and route[place - 1].get("kind") == StepKind.SIGN:
                place -= 1
        return editing.put(data, "route", [*route[:place], item, *route[place:]])


class StepForm(DefinitionForm):
    """A step, with what its kind asks for."""

    places: ClassVar = {
        "kind": "kind",
        "who": "who",
        "title": "title",
        "hours": "hours",
        "only_if": "only_if",
        "shows": "shows",
        "of": "of",
        "statement": "statement",
        "key": "key",
    }
    further: ClassVar = ("key",)

    kind = Pick(label=_("Apa yang dilakukan"), choices=[(kind.value, words) for kind, words in STEP_KINDS.items()])
    who = Pick(label=_("Siapa"))
    title = Text(label=_("Nama langkah"), help_text=_("Yang dibaca pemohon ketika melacak berkasnya."), max_length=80)
    hours = Number(label=_("Paling lama berapa jam kerja"), help_text=_("Satu hari kerja sama dengan 8 jam."))
    only_if = Pick(
        label=_("Ada di kelurahan mana"),
        choices=(("", _("Semua kelurahan")), ("office_uses_rw", _("Hanya kelurahan yang memakai ketua RW"))),
    )
    of = Pick(
        label=_("Siapa yang mengukuhkan"),
        help_text=_("Pertanyaan berbentuk daftar yang menanyakan nama, NIK, dan nomor ponsel."),
    )
    statement = Text(label=_("Pernyataan yang dijawab ya atau tidak"), rows=3, max_length=1000)
    shows = Picks(label=_("Jawaban yang boleh dilihat"), help_text=_("Yang tidak dicentang tidak terlihat olehnya."))
    key = Text(label=_("Nama singkat"), max_length=40)

    def prepare(self) -> None:
        """Who may do it, and what can be shown to them."""
        sent = self.data.get("kind") if self.is_bound else None
        self.kind_now = str(sent or editing.value(self.data_before, f"{self.at}.kind") or StepKind.VERIFY)
        choices: list[tuple[str, Any]] = list(WHO.items())
        if self.kind_now == StepKind.CONFIRM:
            choices = [("parties", WHO["parties"])]
        elif self.kind_now == StepKind.ENDORSE:
            choices = [(who, WHO[who]) for who in ("rt", "rw")]
        elif self.kind_now == StepKind.SIGN:
            choices = [(who, WHO[who]) for who in ("lurah", "camat")]
        else:
            choices = [(who, words) for who, words in WHO.items() if who not in ("parties", "rt", "rw")]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]  # it is a Pick
        questions = asked_before(self.data_before, "")
        self.fields["shows"].choices = showable(self.data_before)  # type: ignore[attr-defined]  # it is a Picks
        repeated = [
            ("", _("Pilih pertanyaannya")),
            *((one.key, one.label) for one in questions if one.kind is Kind.REPEAT),
        ]
        self.fields["of"].choices = repeated  # type: ignore[attr-defined]  # it is a Pick
        unused = set() if self.kind_now == StepKind.CONFIRM else {"of", "statement"}
        if self.kind_now not in _PERSONAL:
            unused.add("shows")
        for name in unused:
            del self.fields[name]

    def applied(self, data: Data) -> Data:
        """A field check gets its form, other steps lose it."""
        for name in ("of", "statement", "shows"):
            if name not in self.fields:
                data = put(data, f"{self.at}.{name}", None)
        data = super().applied(data)
        if not self.cleaned_data.get("key"):
            data = put(data, f"{self.at}.key", suggested_key(self.kind_now, keys_at(data, "route"), fallback="langkah"))
        has_form = editing.value(data, f"{self.at}.form") is not None
        if self.kind_now == StepKind.INSPECT and not has_form:
            data = put(data, f"{self.at}.form", _field_check())
        if self.kind_now != StepKind.INSPECT and has_form:
            data = put(data, f"{self.at}.form", None)
        return data


def _field_check() -> dict[str, Any]:
    return {
        "groups": [
            {
                "key": "lapangan",
                "title": "Yang dilihat di lapangan",
                "fields": [
                    {"key": "foto", "kind": "photo", "label": "Foto di tempat"},
                    {"key": "catatan", "kind": "long_text", "label": "Apa yang terlihat?"},
                ],
            }
        ]
    }

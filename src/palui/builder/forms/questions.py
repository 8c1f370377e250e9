"""Groups of questions and the questions in them, also those of a field check."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from palui.builder.domain import editing
from palui.builder.forms.conditions import Conditions
from palui.builder.forms.definition import (
    Data,
    DefinitionForm,
    Flag,
    Number,
    Options,
    Pick,
    Picks,
    Text,
    keys_at,
    put,
    suggested_key,
)
from palui.formspec.conditions import TODAY
from palui.formspec.dates import NotADate, read_day
from palui.formspec.kinds import FILES, WITH_OPTIONS, Kind
from palui.kernel import clock

#: The kinds of answers, in the words of whoever asks.
KINDS: Mapping[Kind, Any] = {
    Kind.TEXT: _("Tulisan pendek"),
    Kind.LONG_TEXT: _("Tulisan panjang"),
    Kind.CHOICE: _("Pilih satu"),
    Kind.CHOICES: _("Pilih beberapa"),
    Kind.YES_NO: _("Ya atau tidak"),
    Kind.DATE: _("Tanggal"),
    Kind.TIME: _("Jam"),
    Kind.NUMBER: _("Angka"),
    Kind.MONEY: _("Uang (rupiah)"),
    Kind.ADDRESS: _("Alamat"),
    Kind.PERSON: _("Orang (nama, NIK)"),
    Kind.NIK: _("NIK"),
    Kind.KK: _("Nomor kartu keluarga"),
    Kind.PHONE: _("Nomor ponsel"),
    Kind.PLACE: _("Letak (peta atau patokan)"),
    Kind.PHOTO: _("Foto"),
    Kind.FILE: _("Berkas"),
    Kind.REPEAT: _("Daftar (misalnya saksi, anak)"),
}
_PREFILLS = (
    ("", _("Tidak, ditanyakan kosong")),
    ("resident.address", _("Alamat dari data kependudukan")),
    ("resident.name", _("Nama dari data kependudukan")),
    ("resident.occupation", _("Pekerjaan dari data kependudukan")),
)
_PEOPLE = (
    ("name", _("Nama")),
    ("nik", _("NIK")),
    ("nik?", _("NIK, boleh kosong")),
    ("relation", _("Hubungan")),
    ("relation?", _("Hubungan, boleh kosong")),
)


class GroupForm(DefinitionForm):
    """One page of questions: its title, a word before them, when it is asked."""

    places: ClassVar = {"title": "title", "hint": "hint", "key": "key"}
    further: ClassVar = ("key",)

    title = Text(
        label=_("Judul halaman"),
        help_text=_("Sebaiknya pertanyaan, misalnya: Di mana Anda tinggal sekarang?"),
        max_length=200,
    )
    hint = Text(label=_("Penjelasan di bawah judul"), rows=2, max_length=2000)
    key = Text(
        label=_("Nama singkat"),
        help_text=_("Huruf kecil, angka, dan garis bawah. Boleh dikosongkan; dibuat dari judul."),
        max_length=40,
    )

    def prepare(self) -> None:
        """What the page depends on."""
        self.conditions = Conditions(self.data_before, self.at, self.data if self.is_bound else None)

    def is_valid(self) -> bool:
        """Also the conditions."""
        return all((super().is_valid(), self.conditions.is_valid()))

    def applied(self, data: Data) -> Data:
        """With a key made of the title where none was written."""
        data = super().applied(data)
        if self.cleaned_data["key"] is None:
            data = with_key(data, self.at, self.cleaned_data["title"] or "", fallback="halaman")
        return put(data, f"{self.at}.show_if", self.conditions.condition())


class RuleForm(DefinitionForm):
    """What must hold between answers, and what stands at a question when it does not."""

    places: ClassVar = {"message": "message", "place": "at"}

    message = Text(
        label=_("Kalimat bila tidak terpenuhi"),
        help_text=_("Misalnya: Surat ini hanya untuk yang belum pernah menikah."),
        rows=2,
        max_length=500,
    )
    place = Pick(label=_("Ditulis di pertanyaan"))

    def prepare(self) -> None:
        """The questions of the form, all of which a rule may look at."""
        self.conditions = Conditions(self.data_before, self.at, self.data if self.is_bound else None, key="check")
        questions = [(one.key, one.label) for one in self.conditions.known]
        self.fields["place"].choices = [("", _("Pilih pertanyaannya")), *questions]  # type: ignore[attr-defined]  # it is a Pick

    def is_valid(self) -> bool:
        """Also the conditions."""
        return all((super().is_valid(), self.conditions.is_valid()))

    def applied(self, data: Data) -> Data:
        """With what must hold."""
        return put(super().applied(data), f"{self.at}.check", self.conditions.condition())


class NewQuestionForm(DefinitionForm):
    """What is asked, and the shape of the answer; all else comes on the next page."""

    places: ClassVar = {"label": "label", "kind": "kind"}

    label = Text(
        label=_("Pertanyaan"),
        help_text=_("Seperti yang akan dibaca pemohon, misalnya: Nama pelatihan."),
        max_length=300,
        required=True,
        error_messages={"required": _("Tulis pertanyaannya.")},
    )
    kind = Pick(label=_("Bentuk jawaban"))

    def prepare(self) -> None:
        """The kinds that may stand here."""
        self.fields["kind"].choices = kind_choices(self.at, "")  # type: ignore[attr-defined]  # it is a Pick

    def new_item(self, data: Mapping[str, Any], path: str) -> dict[str, Any]:
        """The question that is added at the end of the list at `path`."""
        label = self.cleaned_data["label"]
        kind = self.cleaned_data["kind"] or Kind.TEXT.value
        item: dict[str, Any] = {"key": suggested_key(label, _taken(data, path)), "kind": kind, "label": label}
        if kind in WITH_OPTIONS:
            item["options"] = [{"value": "pilihan", "label": "Pilihan pertama"}, {"value": "lain", "label": "Lainnya"}]
        if kind == Kind.REPEAT:
            item["item_label"] = label
            item["fields"] = [
                {"key": "nama", "kind": "text", "label": "Nama lengkap", "autocomplete": "name", "max_length": 100}
            ]
        return item


class QuestionForm(DefinitionForm):
    """A question with everything that its kind of answer may have."""

    places: ClassVar = {
        "label": "label",
        "kind": "kind",
        "hint": "hint",
        "required": "required",
        "missing": "missing",
        "invalid": "invalid",
        "options": "options",
        "precision": "precision",
        "min": "min",
        "max": "max",
        "unit": "unit",
        "decimals": "decimals",
        "max_length": "max_length",
        "min_length": "min_length",
        "pattern": "pattern",
        "parts": "parts",
        "item_label": "item_label",
        "min_items": "min_items",
        "max_items": "max_items",
        "autocomplete": "autocomplete",
        "prefill": "prefill",
        "key": "key",
    }
    further: ClassVar = ("invalid", "min_length", "pattern", "autocomplete", "prefill", "key")

    label = Text(label=_("Pertanyaan"), help_text=_("Seperti yang akan dibaca pemohon."), max_length=300)
    kind = Pick(label=_("Bentuk jawaban"))
    options = Options(label=_("Pilihan"), help_text=_("Satu pilihan setiap baris."), rows=6)
    hint = Text(
        label=_("Petunjuk"),
        help_text=_("Kalimat kecil di bawah pertanyaan, misalnya: Tulis seperti di sertifikat."),
        rows=2,
        max_length=2000,
    )
    required = Flag(label=_("Harus dijawab"), usual=True)
    missing = Text(
        label=_("Kalimat bila belum dijawab"),
        help_text=_("Misalnya: Tulis nama pelatihannya. Boleh dikosongkan."),
        max_length=300,
    )
    precision = Pick(
        label=_("Yang ditanyakan"),
        choices=(("day", _("Tanggal lengkap")), ("month", _("Bulan dan tahun saja"))),
        usual="day",
    )
    min = Number(label=_("Paling kecil"))
    max = Number(label=_("Paling besar"))
    unit = Text(label=_("Satuan"), help_text=_("Misalnya: orang, meter, kali."), max_length=40)
    decimals = Number(label=_("Angka di belakang koma"), whole=True)
    max_length = Number(label=_("Paling banyak huruf"), help_text=_("Supaya muat di surat."), whole=True)
    parts = Picks(label=_("Yang ditanyakan dari orang itu"), choices=_PEOPLE)
    item_label = Text(
        label=_("Sebutan satu isian"),
        help_text=_("Misalnya: Saksi, sehingga tertulis Saksi 1, Saksi 2."),
        max_length=60,
    )
    min_items = Number(label=_("Paling sedikit"), whole=True)
    max_items = Number(label=_("Paling banyak"), help_text=_("Kosong berarti 10."), whole=True)
    prefill = Pick(label=_("Terisi sendiri?"), help_text=_("Pemohon tetap bisa mengubahnya."), choices=_PREFILLS)
    autocomplete = Pick(label=_("Isinya"), choices=(("", _("Tulisan biasa")), ("name", _("Nama orang"))))
    min_length = Number(label=_("Paling sedikit huruf"), whole=True)
    pattern = Text(
        label=_("Pola (ekspresi reguler)"), help_text=_("Hanya bila jawabannya punya bentuk tetap."), max_length=300
    )
    invalid = Text(label=_("Kalimat bila jawabannya tidak bisa dibaca"), max_length=300)
    key = Text(
        label=_("Nama singkat"),
        help_text=_("Dipakai di surat dan syarat. Mengubahnya berarti mengubah surat dan syarat yang memakainya."),
        max_length=40,
    )

    def prepare(self) -> None:
        """Only what the kind of answer has; and what the question depends on."""
        sent = self.data.get("kind") if self.is_bound else None
        self.kind_now = str(sent or editing.value(self.data_before, f"{self.at}.kind") or Kind.TEXT)
        self.fields["kind"].choices = kind_choices(self.at, self.kind_now)  # type: ignore[attr-defined]  # it is a Pick
        for name in set(self.fields) - fields_of(self.kind_now):
            del self.fields[name]
        if self.kind_now == Kind.DATE:
            for name in ("min", "max"):
                label = _("Paling awal") if name == "min" else _("Paling akhir")
                self.fields[name] = Day(label=label, help_text=_("Misalnya: hari ini, atau 1 Januari 1950."))
            self.order_fields(list(self.places))
        self.conditions = Conditions(self.data_before, self.at, self.data if self.is_bound else None)

    def is_valid(self) -> bool:
        """Also the conditions."""
        return all((super().is_valid(), self.conditions.is_valid()))

    def applied(self, data: Data) -> Data:
        """What another kind of answer had is dropped."""
        for name, below in self.places.items():
            if name not in self.fields and name != "key":
                data = put(data, f"{self.at}.{below}", None)
        data = super().applied(data)
        if not self.cleaned_data.get("kind"):
            data = put(data, f"{self.at}.kind", Kind.TEXT.value)
        if self.kind_now == Kind.REPEAT and editing.value(data, f"{self.at}.fields") is None:
            data = put(data, f"{self.at}.fields", [{"key": "nama", "kind": "text", "label": "Nama lengkap"}])
        if self.kind_now != Kind.REPEAT:
            data = put(data, f"{self.at}.fields", None)
        if not self.cleaned_data.get("key"):
            data = with_key(data, self.at, self.cleaned_data["label"] or "", fallback="isian")
        return put(data, f"{self.at}.show_if", self.conditions.condition())


class Day(Text):
    """A day, or today."""

    def prepare_value(self, value: Any) -> Any:
        """In words."""
        return "hari ini" if value == TODAY else super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        """As the definition has it; what cannot be read stays as typed, and is told."""
        text = super().clean(value)
        if text is None:
            return None
        return TODAY if text.lower() == "hari ini" else read_loosely(text)


def read_loosely(text: str) -> str:
    """A date that people wrote, as the definition has it; else the text."""
    try:
        return read_day(text, clock.today())
    except NotADate:
        return text


def fields_of(kind: str) -> set[str]:
    """The fields of a question with this kind of answer."""
    own: dict[str, set[str]] = {
        Kind.TEXT: {"max_length", "min_length", "pattern", "autocomplete", "prefill"},
        Kind.LONG_TEXT: {"max_length", "min_length", "pattern"},
        Kind.NUMBER: {"min", "max", "unit", "decimals"},
        Kind.MONEY: {"min", "max"},
        Kind.DATE: {"min", "max", "precision"},
        Kind.CHOICE: {"options"},
        Kind.CHOICES: {"options"},
        Kind.PERSON: {"parts", "options"},
        Kind.ADDRESS: {"prefill"},
        Kind.REPEAT: {"item_label", "min_items", "max_items"},
    }
    return {"label", "kind", "hint", "required", "missing", "invalid", "key"} | own.get(kind, set())


def kind_choices(path: str, now: str) -> list[tuple[str, Any]]:
    """The kinds of answers that may stand at a place: files only in a field check, no list in a list."""
    is_inside = path.count(".fields") > 1
    is_checked = path.startswith("route")
    return [
        (kind.value, label)
        for kind, label in KINDS.items()
        if kind.value == now or ((is_checked or kind not in FILES) and not (is_inside and kind is Kind.REPEAT))
    ]


def with_key(data: Data, path: str, label: str, *, fallback: str) -> Data:
    """With a key made of the label, which no other item there has."""
    return put(data, f"{path}.key", suggested_key(label, _taken(data, path.rpartition("[")[0]), fallback=fallback))


def _taken(data: Mapping[str, Any], path: str) -> set[str]:
    """Keys that an item of the list at `path` may not have."""
    taken = set(keys_at(data, path))
    if path.endswith(".fields"):
        form = path.partition("form.groups")[0] + "form.groups"
        count = len(keys_at(data, form))
        for place in range(count):
            taken.update(keys_at(data, f"{form}[{place}].fields"))
        if form == "form.groups":
            taken.update(keys_at(data, "evidence"))
    return taken

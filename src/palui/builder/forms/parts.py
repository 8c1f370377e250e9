"""The parts of a service that are one form each, and the documents and laws in them."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from palui.builder.domain import editing
from palui.builder.forms.conditions import asked_before
from palui.builder.forms.definition import (
    Data,
    DefinitionForm,
    Flag,
    Lines,
    Number,
    Pick,
    Picks,
    Text,
    keys_at,
    put,
    suggested_key,
)
from palui.catalogue.domain import LIFE_EVENTS, ServiceKind, sentences_of
from palui.catalogue.domain.reading import COMPONENT_TITLES, USUAL
from palui.formspec.kinds import Kind
from palui.kernel.language import say

SERVICE_KINDS: Mapping[ServiceKind, Any] = {
    ServiceKind.LETTER: _("Surat keterangan"),
    ServiceKind.REFERRAL: _("Surat pengantar ke instansi lain"),
    ServiceKind.REGISTRATION: _("Pencatatan pernyataan yang dibuat warga"),
    ServiceKind.GUIDANCE: _("Panduan saja, tanpa surat"),
}
_BOOKS = (("keterangan", _("Surat keterangan")), ("pengantar", _("Surat pengantar")), ("waris", _("Keterangan waris")))


class AboutForm(DefinitionForm):
    """What the service is, for whom, and with which words people look for it."""

    places: ClassVar = {
        "title": "titles.id",
        "kind": "kind",
        "summary": "summary",
        "subjects": "subjects",
        "life_events": "life_events",
        "search_words": "search_words",
        "reason": "guidance.reason",
        "steps": "guidance.steps",
        "bring": "guidance.bring",
        "where": "guidance.where",
    }

    title = Text(label=_("Nama layanan"), help_text=_("Misalnya: Surat Keterangan Ikut Pelatihan."), max_length=120)
    kind = Pick(label=_("Hasilnya"), choices=[(kind.value, words) for kind, words in SERVICE_KINDS.items()])
    summary = Text(
        label=_("Ringkasan"),
        help_text=_("Satu atau dua kalimat: menerangkan apa, dan untuk apa dipakai."),
        rows=3,
        max_length=400,
    )
    reason = Text(label=_("Mengapa tidak perlu surat"), help_text=_("Sebut aturannya."), rows=3, max_length=2000)
    steps = Lines(label=_("Yang perlu dilakukan"), help_text=_("Satu langkah setiap baris."))
    bring = Lines(label=_("Yang dibawa"), help_text=_("Satu setiap baris."))
    where = Text(label=_("Ke mana"), rows=2, max_length=1000)
    subjects = Picks(
        label=_("Surat ini tentang siapa"),
        choices=(
            ("applicant", _("Pemohon sendiri")),
            ("household_member", _("Anggota keluarganya")),
            ("deceased", _("Anggota keluarga yang meninggal")),
        ),
    )
    search_words = Lines(
        label=_("Kata yang dipakai orang"),
        help_text=_("Satu setiap baris, seperti orang mencarinya, juga bahasa Banjar dan yang salah ketik."),
        rows=6,
    )
    life_events = Picks(label=_("Peristiwa"), help_text=_("Di bawah peristiwa mana layanan ini tampil."), choices=[])

    def prepare(self) -> None:
        """Guidance has no subject and no route; the others have nothing to read instead."""
        self.fields["life_events"].choices = [(event.key, say(event.title)) for event in LIFE_EVENTS]  # type: ignore[attr-defined]  # it is a Picks
        self.kind_before = editing.value(self.data_before, "kind")
        sent = self.data.get("kind") if self.is_bound else None
        self.kind_now = str(sent or self.kind_before or ServiceKind.LETTER)
        is_guidance = self.kind_now == ServiceKind.GUIDANCE
        for name in ("subjects",) if is_guidance else ("reason", "steps", "bring", "where"):
            del self.fields[name]

    def applied(self, data: Data) -> Data:
        """What a kind of service has no use for is dropped; the draft can be taken back."""
        is_guidance = self.kind_now == ServiceKind.GUIDANCE
        for name in (
            ("subjects", "form", "route", "letter", "evidence", "jurisdiction") if is_guidance else ("guidance",)
        ):
            data = put(data, name, None)
        return super().applied(data)


class QuestionsForm(DefinitionForm):
    """What concerns all questions: which address says whose service it is."""

    places: ClassVar = {"jurisdiction": "jurisdiction"}

    jurisdiction = Pick(
        label=_("Kelurahan yang melayani"),
        help_text=_("Biasanya kelurahan tempat tinggal pemohon menurut data kependudukan."),
    )

    def prepare(self) -> None:
        """The addresses that are asked."""
        addresses = [
            (one.key, _("menurut jawaban: %(label)s") % {"label": one.label})
            for one in asked_before(self.data_before, "")
            if one.kind is Kind.ADDRESS
        ]
        self.fields["jurisdiction"].choices = [("", _("menurut data kependudukan")), *addresses]  # type: ignore[attr-defined]  # it is a Pick


class DocumentsForm(DefinitionForm):
    """What one must be or have besides documents."""

    places: ClassVar = {"requirements": "requirements"}

    requirements = Lines(
        label=_("Syarat yang bukan berkas"),
        help_text=_("Satu setiap baris, misalnya: Tinggal di kelurahan ini sekarang."),
    )


class DocumentForm(DefinitionForm):
    """A document to bring."""

    places: ClassVar = {
        "title": "title",
        "hint": "hint",
        "kind": "kind",
        "required": "required",
        "missing": "missing",
        "satisfied_by": "satisfied_by",
        "key": "key",
    }
    further: ClassVar = ("key",)

    title = Text(label=_("Nama berkas"), help_text=_("Misalnya: Sertifikat pelatihan."), max_length=120)
    hint = Text(
        label=_("Petunjuk"), help_text=_("Misalnya: Halaman yang ada namanya. PDF atau foto."), rows=2, max_length=1000
    )
    kind = Pick(label=_("Bentuknya"), choices=(("file", _("Foto atau PDF")), ("photo", _("Foto saja"))))
    required = Flag(label=_("Harus ada"), usual=True)
    missing = Text(
        label=_("Kalimat bila belum ada"),
        help_text=_("Misalnya: Unggah sertifikatnya. Boleh dikosongkan."),
        max_length=300,
    )
    satisfied_by = Picks(
        label=_("Tidak perlu dibawa bila"), choices=(("resident", _("orangnya ada di data kependudukan kota")),)
    )
    key = Text(label=_("Nama singkat"), max_length=40)

    def applied(self, data: Data) -> Data:
        """With a key made of the title where none was written."""
        data = super().applied(data)
        if not self.cleaned_data.get("kind"):
            data = put(data, f"{self.at}.kind", "file")
        if not self.cleaned_data["key"]:
            taken = [*keys_at(data, "evidence"), *(one.key for one in asked_before(data, ""))]
            data = put(
                data, f"{self.at}.key", suggested_key(self.cleaned_data["title"] or "", taken, fallback="berkas")
            )
        return data


class LawForm(DefinitionForm):
    """A rule and what it says here."""

    places: ClassVar = {"title": "title", "about": "about"}

    title = Text(
        label=_("Peraturan"),
        help_text=_("Misalnya: Perwali Banjarmasin 59/2013 tentang Standar Pelayanan Kelurahan."),
        rows=2,
        max_length=300,
    )
    about = Text(label=_("Apa yang diaturnya di sini"), rows=3, max_length=1000)


class LetterForm(DefinitionForm):
    """The letter: its title, its book, how long it holds, and what it says."""

    places: ClassVar = {
        "title": "letter.title",
        "body": "letter.body",
        "purpose": "letter.purpose",
        "book": "letter.book",
        "validity_months": "validity_months",
        "classification": "classification",
    }

    title = Text(label=_("Judul di surat"), max_length=120)
    body = Text(label=_("Isi surat"), rows=18, strip=False)
    purpose = Picks(
        label=_("Keperluan di surat diambil dari"),
        help_text=_("Bila beberapa: yang belakangan ditanyakan didahulukan, bila dijawab."),
    )
    book = Pick(label=_("Buku nomor"), choices=_BOOKS)
    validity_months = Number(label=_("Berlaku berapa bulan"), help_text=_("Kosong berarti tanpa batas."), whole=True)
    classification = Text(
        label=_("Kode klasifikasi arsip"),
        help_text=_("Menurut Permendagri 83/2022, misalnya 400.12.2.1. Menjadi bagian nomor surat."),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "klasifikasi", "class": "medium", "autocomplete": "off"}),
    )

    def prepare(self) -> None:
        """A letter that has a form of its own says nothing here."""
        self.template = editing.value(self.data_before, "letter.template")
        if self.template:
            del self.fields["body"]
        questions = asked_before(self.data_before, "")
        self.fields["purpose"].choices = [(one.key, one.label) for one in questions]  # type: ignore[attr-defined]  # it is a Picks

    def ordered(self, name: str, picked: list[str] | None, before: Any) -> list[str] | None:
        """The first that is answered counts, and what is asked because of an answer stands behind it on the page."""
        if name != "purpose" or not picked or (isinstance(before, list) and set(before) == set(picked)):
            return super().ordered(name, picked, before)
        asked = [one.key for one in asked_before(self.data_before, "")]
        return sorted(picked, key=lambda key: -asked.index(key) if key in asked else 1)


class StandardForm(DefinitionForm):
    """Components of the service standard that are written; where nothing is, the usual holds."""

    places: ClassVar = {"fee": "fee", "time": "time", "product": "product"} | {key: f"standard.{key}" for key in USUAL}
    further: ClassVar = tuple(USUAL)

    fee = Text(label=_("Biaya"), max_length=200)
    time = Text(label=_("Jangka waktu"), help_text=_("Kosong berarti jumlah waktu semua langkah."), max_length=200)
    product = Text(label=_("Hasil layanan"), help_text=_("Kosong berarti judul suratnya."), max_length=200)

    def prepare(self) -> None:
        """The nine that are usually left as they are."""
        for key, usual in USUAL.items():
            field = Text(label=say(COMPONENT_TITLES[key]), rows=3, max_length=2000)
            field.usual = say(usual)  # type: ignore[attr-defined]  # for the page
            self.fields[key] = field


class LanguagesForm(DefinitionForm):
    """The titles in other languages, and each sentence in English; `known` are those that Palui itself can say."""

    places: ClassVar = {"en": "titles.en", "bjn": "titles.bjn"}

    en = Text(label=_("Nama dalam bahasa Inggris"), help_text=_("Misalnya: Certificate of Training."), max_length=160)
    bjn = Text(
        label=_("Nama dalam bahasa Banjar"), help_text=_("Misalnya: Surat Katarangan Umpat Palatihan."), max_length=160
    )

    def __init__(self, data: Mapping[str, Any], *, known: Mapping[str, str] | None = None, **more: Any) -> None:
        self._known = known or {}
        super().__init__(data, **more)

    def prepare(self) -> None:
        """A field for each sentence, under a name that stays when others come before it."""
        self._sentences = {
            f"kalimat-{hashlib.sha256(text.encode()).hexdigest()[:12]}": text for text in sentences_of(self.data_before)
        }
        for name, text in self._sentences.items():
            said = self._known.get(text)
            self.fields[name] = Text(
                label=text,
                initial=self.written.get(text),
                help_text=_("Tanpa isian: %(said)s") % {"said": said} if said else "",
                rows=2 if len(text) > 70 else 0,
                max_length=2000,
            )

    @property
    def written(self) -> dict[str, str]:
        """What the definition itself says in English, by the Indonesian sentence."""
        items = editing.value(self.data_before, "translations")
        return {
            str(item["id"]): str(item.get("en") or "")
            for item in (items if isinstance(items, list) else ())
            if isinstance(item, Mapping) and item.get("id")
        }

    @property
    def titles(self) -> list[forms.BoundField]:
        """The names of the service."""
        return [self[name] for name in self.places]

    @property
    def sentences(self) -> list[forms.BoundField]:
        """The sentences that need somebody, or that somebody said otherwise than Palui does, in their order."""
        return [self[name] for name, text in self._sentences.items() if not self._is_settled(text)]

    @property
    def settled(self) -> list[forms.BoundField]:
        """The sentences that Palui says by itself."""
        return [self[name] for name, text in self._sentences.items() if self._is_settled(text)]

    def _is_settled(self, text: str) -> bool:
        return text in self._known and text not in self.written

    def applied(self, data: Data) -> Data:
        """With the translations that were written, those of sentences that are gone left out."""
        said = [
            {"id": text, "en": self.cleaned_data[name]}
            for name, text in self._sentences.items()
            if self.cleaned_data.get(name)
        ]
        return put(super().applied(data), "translations", said or None)


class NewServiceForm(forms.Form):
    """A name, and with it the short name in addresses."""

    title = forms.CharField(
        label=_("Nama layanan"),
        help_text=_("Seperti yang dibaca warga, misalnya: Surat Keterangan Ikut Pelatihan."),
        max_length=120,
        error_messages={"required": _("Tulis nama layanannya.")},
    )
    code = forms.CharField(
        label=_("Alamat singkat"),
        help_text=_(
            "Huruf kecil, angka, dan tanda hubung. Boleh dikosongkan; dibuat dari namanya. Tidak bisa diubah lagi."
        ),
        max_length=40,
        required=False,
    )

    def __init__(self, sent: Any = None, *, taken: Any = ()) -> None:
        super().__init__(sent, auto_id="isian-%s")
        self._taken = taken

    def clean_code(self) -> str:
        """Made of the title where none was written: without the words that begin most titles."""
        written: str = self.cleaned_data["code"].strip()
        return written or suggested_code(self.cleaned_data.get("title", ""), self._taken)


def suggested_code(title: str, taken: Any) -> str:
    """ "Surat Keterangan Ikut Pelatihan" → "ikut-pelatihan"."""
    words = title.split()
    while len(words) > 1 and words[0].lower() in {"surat", "keterangan", "pengantar", "kartu"}:
        words.pop(0)
    return suggested_key(" ".join(words), taken, joint="-", fallback="layanan")


class ImportForm(forms.Form):
    """A definition from a file."""

    file = forms.FileField(
        label=_("Berkas layanan"),
        error_messages={"required": _("Pilih berkasnya dulu."), "empty": _("Berkas ini kosong.")},
    )

    def __init__(self, sent: Any = None, files: Any = None) -> None:
        super().__init__(sent, files, auto_id="isian-%s")


class PublishForm(forms.Form):
    """Now, or at a moment."""

    when = forms.ChoiceField(choices=[("now", ""), ("later", "")], required=False)
    day = forms.CharField(label=_("Tanggal"), required=False, max_length=40)
    hour = forms.CharField(label=_("Jam"), required=False, max_length=20)

    def __init__(self, sent: Any = None, initial: Any = None) -> None:
        super().__init__(sent, auto_id="isian-%s", initial=initial)


class RetireForm(forms.Form):
    """Why a service is no longer offered."""

    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Tercatat, misalnya: digantikan layanan Disdukcapil."),
        max_length=300,
        error_messages={"required": _("Tulis alasannya.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, sent: Any = None) -> None:
        super().__init__(sent, auto_id="isian-%s")

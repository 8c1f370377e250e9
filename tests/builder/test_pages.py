"""Pages of the builder: a service written in the browser, part by part, by whoever looks after services."""

import hashlib
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from palui.builder import selectors, services
from palui.builder.domain import editing
from palui.builder.forms.questions import QuestionForm
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import as_text
from tests.cast import Person

HOME = "/kelola-layanan/"
CODE = "ikut-pelatihan"
DRAFT = f"{HOME}{CODE}/"


@pytest.fixture
def desk(lina: Person) -> Client:
    """Lina's browser."""
    return lina.client


@pytest.fixture
def begun(desk: Client) -> Client:
    """A new service has its name, and nothing more."""
    answer = desk.post(f"{HOME}baru/", {"title": "Surat Keterangan Ikut Pelatihan"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"{DRAFT}tentang/"
    return desk


def data() -> dict[str, Any]:
    return selectors.draft(CODE).data


def send(client: Client, path: str, **values: Any) -> Any:
    """Send a form of a page as it is now."""
    return client.post(DRAFT + path, {"revision": selectors.draft(CODE).revision, **values})


PAGES = (
    "",
    "tentang/",
    "pertanyaan/",
    "pertanyaan/tambah/",
    "pertanyaan/0/",
    "pertanyaan/0/tambah/",
    "pertanyaan/0.0/",
    "pertanyaan/0.0/hapus/",
    "dokumen/",
    "dokumen/tambah/",
    "rute/",
    "rute/tambah/",
    "rute/0/",
    "dasar-hukum/tambah/",
    "dasar-hukum/0/",
    "surat/",
    "standar/",
    "bahasa/",
    "coba/",
    "terbitkan/",
    "buang/",
    "salin/",
    "berkas.yaml",
)


def test_every_page_of_a_new_draft_opens(begun: Client) -> None:
    for path in PAGES:
        assert begun.get(DRAFT + path).status_code == 200, path
        assert begun.get(f"{DRAFT}{path}?periksa=1").status_code == 200, path


def test_what_is_typed_stands_in_the_draft(begun: Client) -> None:
    answer = send(
        begun,
        "tentang/",
        title="Surat Keterangan Ikut Pelatihan",
        summary="Menerangkan pelatihan.",
        kind="letter",
        subjects=["applicant"],
        search_words="kursus\r\n\r\n kursus \r\nmagang",
        lanjut="1",
    )
    assert answer["Location"] == f"{DRAFT}pertanyaan/"
    assert (data()["summary"], data()["subjects"]) == ("Menerangkan pelatihan.", ["applicant"])
    assert data()["search_words"] == ["kursus", "magang"]
    assert "life_events" not in data()


def test_what_is_missing_stands_at_its_field(begun: Client) -> None:
    overview = begun.get(DRAFT).content.decode()
    assert f'href="{DRAFT}tentang/?periksa=1#isian-summary"' in overview
    assert 'id="isian-summary_error"' not in begun.get(f"{DRAFT}tentang/").content.decode()
    assert 'id="isian-summary_error"' in begun.get(f"{DRAFT}tentang/?periksa=1").content.decode()


def test_a_question_gets_its_key_from_its_words_and_all_that_its_kind_has(begun: Client) -> None:
    answer = send(begun, "pertanyaan/0/tambah/", label="2. Apa bentuk pelatihannya?", kind="choice")
    assert answer["Location"] == f"{DRAFT}pertanyaan/0.1/"
    answer = send(
        begun,
        "pertanyaan/0.1/",
        kunci="apa_bentuk_pelatihannya",
        label="Bentuk pelatihan",
        kind="choice",
        required="on",
        options="Tatap muka\nDaring\njauh = Jarak jauh",
        missing="Pilih bentuknya",
        key="apa_bentuk_pelatihannya",
    )
    assert answer["Location"] == f"{DRAFT}pertanyaan/#daftar"
    assert data()["form"]["groups"][0]["fields"][1] == {
        "key": "apa_bentuk_pelatihannya",
        "kind": "choice",
        "label": "Bentuk pelatihan",
        "missing": "Pilih bentuknya",
        "options": [
            {"value": "tatap_muka", "label": "Tatap muka"},
            {"value": "daring", "label": "Daring"},
            {"value": "jauh", "label": "Jarak jauh"},
        ],
    }
    assert "jauh = Jarak jauh" in begun.get(f"{DRAFT}pertanyaan/0.1/").content.decode()


def test_what_only_another_kind_of_answer_has_is_dropped(begun: Client) -> None:
    send(begun, "pertanyaan/0/tambah/", label="Bentuk", kind="choice")
    send(
        begun,
        "pertanyaan/0.1/",
        kunci="bentuk",
        key="bentuk",
        label="Bentuk",
        kind="date",
        max="hari ini",
        required="on",
    )
    assert data()["form"]["groups"][0]["fields"][1] == {
        "key": "bentuk",
        "kind": "date",
        "label": "Bentuk",
        "max": "today",
    }


def test_a_condition_is_chosen_and_not_written(begun: Client) -> None:
    send(begun, "pertanyaan/0/tambah/", label="Bentuk", kind="choice")
    options = {"kunci": "bentuk", "key": "bentuk", "label": "Bentuk", "kind": "choice", "required": "on"}
    send(begun, "pertanyaan/0.1/", **options, options="Tatap muka\nDaring\nCampuran")
    send(begun, "pertanyaan/0/tambah/", label="Di mana?", kind="text")
    where = {"kunci": "di_mana", "key": "di_mana", "label": "Di mana?", "kind": "text", "required": "on"}
    drawn = send(begun, "pertanyaan/0.2/", **where, ulang="1", **{"syarat-0-apa": "bentuk"}).content.decode()
    assert 'name="syarat-0-nilai" value="daring"' in drawn
    assert "show_if" not in data()["form"]["groups"][0]["fields"][2]

    refused = send(begun, "pertanyaan/0.2/", **where, **{"syarat-0-apa": "bentuk", "syarat-0-cara": "in"})
    assert refused.status_code == 422
    assert "Pilih atau tulis jawabannya." in refused.content.decode()

    rows = {"syarat-0-apa": "bentuk", "syarat-0-cara": "in", "syarat-0-nilai": ["tatap_muka", "campuran"]}
    rows |= {"syarat-1-apa": "keperluan", "syarat-1-cara": "filled"}
    send(begun, "pertanyaan/0.2/", **where, **rows, **{"syarat-1-gabung": "or"})
    condition = {"any": [{"field": "bentuk", "in": ["tatap_muka", "campuran"]}, {"field": "keperluan", "filled": True}]}
    assert data()["form"]["groups"][0]["fields"][2]["show_if"] == condition
    listed = begun.get(f"{DRAFT}pertanyaan/").content.decode()
    assert "Bentuk: Tatap muka atau Campuran atau Keperluan diisi" in listed
    assert selectors.check(data())
    assert not [one for one in selectors.check(data()) if one.path.startswith("form")]

    # Conditions within each other are rows, too: (A and B), or C.
    rows |= {"syarat-1-gabung": "and", "syarat-2-gabung": "or", "syarat-2-apa": "keperluan", "syarat-2-cara": "is"}
    send(begun, "pertanyaan/0.2/", **where, **rows, **{"syarat-2-nilai": "sekolah"})
    both = {"all": [{"field": "bentuk", "in": ["tatap_muka", "campuran"]}, {"field": "keperluan", "filled": True}]}
    assert data()["form"]["groups"][0]["fields"][2]["show_if"] == {
        "any": [both, {"field": "keperluan", "is": "sekolah"}]
    }
    page = begun.get(f"{DRAFT}pertanyaan/0.2/").content.decode()
    assert "“Dan” mengikat lebih erat daripada “atau”" in page
    assert 'name="syarat-2-nilai" value="sekolah"' in page

    send(begun, "pertanyaan/0.2/", **where, **{"syarat-0-apa": ""})
    assert "show_if" not in data()["form"]["groups"][0]["fields"][2]


def test_a_question_that_is_only_looked_at_and_saved_stays_as_it_is(lina: Person) -> None:
    for code in ("sktm", "pengantar-kk", "kematian", "usaha"):
        before = services.begin_from(by=lina.acting, code=code).data
        for path in questions_of(before):
            sent = QuestionForm(before, at=path, sent=as_shown(QuestionForm(before, at=path)))
            assert sent.is_valid(), (code, path, sent.errors)
            assert editing.value(sent.applied(before), path) == editing.value(before, path)


def questions_of(data: dict[str, Any]) -> list[str]:
    """Where the questions of a form stand."""
    return [
        f"form.groups[{number}].fields[{place}]"
        for number, group in enumerate(data["form"]["groups"])
        for place in range(len(group["fields"]))
    ]


def as_shown(form: QuestionForm) -> QueryDict:
    """What a browser sends of a form that nobody touched."""
    page = QueryDict(mutable=True)
    for name, field in form.fields.items():
        shown = field.prepare_value(form.initial.get(name))
        page.setlist(name, ["on" if one is True else str(one) for one in as_list(shown) if one not in (None, False)])
    for row in form.conditions.rows:
        page[f"{row.name}-apa"], page[f"{row.name}-cara"] = row.asked.key if row.asked else "", row.way
        page.setlist(f"{row.name}-nilai", row.values)
    return page


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_rule_says_what_must_hold(begun: Client) -> None:
    send(begun, "pertanyaan/0/tambah/", label="Saya pernah ikut", kind="yes_no")
    rule = {"message": "Surat ini hanya untuk yang pernah ikut."}
    check = {"syarat-0-apa": "saya_pernah_ikut", "syarat-0-cara": "yes"}
    answer = send(begun, "aturan/tambah/", **rule, **check, place="saya_pernah_ikut")
    assert answer["Location"] == f"{DRAFT}pertanyaan/#daftar"
    assert data()["form"]["rules"] == [
        rule | {"at": "saya_pernah_ikut", "check": {"field": "saya_pernah_ikut", "is": True}}
    ]
    assert not [one for one in selectors.check(data()) if one.path.startswith("form")]
    assert "Saya pernah ikut dijawab Ya" in begun.get(f"{DRAFT}pertanyaan/").content.decode()
    send(begun, "pertanyaan/0.1/hapus/")
    wrong = [one for one in selectors.check(data()) if one.path.startswith("form.rules[0]")]
    assert wrong
    assert f"{DRAFT}aturan/0/?periksa=1#" in begun.get(DRAFT).content.decode()
    send(begun, "aturan/0/hapus/")
    assert data()["form"]["rules"] == []


def test_things_move_and_go(begun: Client) -> None:
    for label in ("Satu", "Dua"):
        send(begun, "pertanyaan/0/tambah/", label=label, kind="text")
    send(begun, "pertanyaan/0.2/pindah/", ke="naik")
    keys = [item["key"] for item in data()["form"]["groups"][0]["fields"]]
    assert keys == ["keperluan", "dua", "satu"]
    send(begun, "pertanyaan/tambah/", title="Halaman kedua")
    send(begun, "pertanyaan/0.1/pindah/", ke="1", kunci="dua")
    groups = data()["form"]["groups"]
    assert [[item["key"] for item in group["fields"]] for group in groups] == [["keperluan", "satu"], ["dua"]]
    send(begun, "pertanyaan/1/hapus/")
    assert len(data()["form"]["groups"]) == 1


def test_a_list_has_questions_of_its_own(begun: Client) -> None:
    send(begun, "pertanyaan/0/tambah/", label="Anak", kind="repeat")
    answer = send(begun, "pertanyaan/0.1/tambah/", label="Umur", kind="number")
    assert answer["Location"] == f"{DRAFT}pertanyaan/0.1.1/"
    assert [item["key"] for item in data()["form"]["groups"][0]["fields"][1]["fields"]] == ["nama", "umur"]
    assert begun.get(f"{DRAFT}pertanyaan/0.0/tambah/").status_code == 404


def test_a_step_comes_before_those_that_sign_and_a_field_check_has_its_form(begun: Client) -> None:
    answer = send(begun, "rute/tambah/", kind="inspect")
    assert answer["Location"] == f"{DRAFT}rute/3/"
    step = {
        "kunci": "inspect",
        "key": "inspect",
        "kind": "inspect",
        "who": "officer",
        "title": "Ke rumah",
        "hours": "0,5",
    }
    send(begun, "rute/3/", **step)
    made = data()["route"][3]
    assert (made["hours"], made["form"]["groups"][0]["key"]) == (0.5, "lapangan")
    send(begun, "pertanyaan/r3.0/tambah/", label="Berapa lantai?", kind="number")
    assert data()["route"][3]["form"]["groups"][0]["fields"][-1]["key"] == "berapa_lantai"
    assert begun.get(f"{DRAFT}pertanyaan/r3.0.2/").status_code == 200
    send(begun, "rute/3/", **step | {"kind": "verify"})
    assert "form" not in data()["route"][3]
    assert send(begun, "rute/3/", **step | {"hours": "lama"}).status_code == 422


def test_a_step_may_show_what_is_asked_inside_a_list(lina: Person) -> None:
    services.begin_from(by=lina.acting, code="wali")
    page = lina.client.get(f"{HOME}wali/rute/3/").content.decode()
    assert 'value="yang_diwakili.nama"' in page
    assert "Anak atau keluarga: Nama lengkap" in page


def test_documents_and_laws_are_added(begun: Client) -> None:
    send(begun, "dokumen/tambah/", title="Sertifikat pelatihan", kind="file", required="on", satisfied_by=["resident"])
    assert data()["evidence"] == [
        {"title": "Sertifikat pelatihan", "satisfied_by": ["resident"], "kind": "file", "key": "sertifikat_pelatihan"}
    ]
    send(begun, "dasar-hukum/tambah/", title="UU 13/2003", about="Pelatihan kerja.")
    assert data()["legal_basis"][-1] == {"title": "UU 13/2003", "about": "Pelatihan kerja."}


def test_who_comes_second_keeps_what_was_typed_and_sees_what_the_other_changed(begun: Client, lina: Person) -> None:
    old = selectors.draft(CODE).revision
    send(begun, "tentang/", title="Surat Ikut Kursus", kind="letter", summary="Dari yang lain.")
    answer = begun.post(
        f"{DRAFT}tentang/", {"revision": old, "title": "Surat Saya", "kind": "letter", "summary": "Punya saya"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Punya saya" in page
    assert "Dari yang lain." in page
    assert f'name="revision" value="{selectors.draft(CODE).revision}"' in page
    assert data()["summary"] == "Dari yang lain."
    send(begun, "tentang/", title="Surat Saya", kind="letter", summary="Punya saya")
    assert data()["summary"] == "Punya saya"


def test_a_question_is_found_again_where_somebody_else_moved_it(begun: Client) -> None:
    send(begun, "pertanyaan/0/tambah/", label="Tempat", kind="text")
    send(begun, "pertanyaan/0.1/pindah/", ke="naik")
    send(begun, "pertanyaan/0.1/", kunci="tempat", key="tempat", label="Tempat pelatihan", kind="text", required="on")
    assert [item["label"] for item in data()["form"]["groups"][0]["fields"]] == ["Tempat pelatihan", "Keperluan"]


def test_a_question_that_somebody_else_removed_is_not_written_over_another(begun: Client) -> None:
    send(begun, "pertanyaan/0/tambah/", label="Tempat", kind="text")
    send(begun, "pertanyaan/0/tambah/", label="Waktu", kind="text")
    send(begun, "pertanyaan/0.1/hapus/")
    typed = {"kunci": "tempat", "key": "tempat", "label": "Tempat pelatihan", "kind": "text", "required": "on"}
    answer = send(begun, "pertanyaan/0.1/", **typed)
    assert answer.status_code == 409
    assert "Tempat pelatihan" in answer.content.decode()
    assert [item["label"] for item in data()["form"]["groups"][0]["fields"]] == ["Keperluan", "Waktu"]
    send(begun, "pertanyaan/0.1/", **typed, tambahkan="1")
    assert [item["label"] for item in data()["form"]["groups"][0]["fields"]] == [
        "Keperluan",
        "Waktu",
        "Tempat pelatihan",
    ]


def in_english(text: str) -> str:
    """The field on the page of languages where a sentence is translated."""
    return f"kalimat-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def test_every_sentence_is_said_in_english_with_the_service(ready: Client, siti: Person) -> None:
    summary, label = "Pelatihan.", data()["form"]["groups"][0]["fields"][0]["label"]
    page = ready.get(f"{DRAFT}bahasa/").content.decode()
    assert in_english(summary) in page
    assert in_english(label) in page
    said = {in_english(summary): "A training you took part in.", "en": "Certificate of Training", "bjn": "Surat"}
    send(ready, "bahasa/", **said, **{in_english(label): "What do you need it for?"})
    assert {"id": summary, "en": "A training you took part in."} in data()["translations"]
    assert selectors.check(data()) == ()

    # A sentence that is written anew loses its translation, and nothing else.
    send(ready, "pertanyaan/0.0/", kunci="keperluan", key="keperluan", label="Untuk apa?", kind="text", required="on")
    assert data()["translations"] == [{"id": summary, "en": "A training you took part in."}]

    send(ready, "terbitkan/", when="now")
    service = "/layanan/ikut-pelatihan/"
    assert summary in siti.client.get(service).content.decode()
    siti.client.get("/bahasa/en/")
    english = siti.client.get(service).content.decode()
    read = english[english.index("<main") : english.index("</main>")]
    assert "A training you took part in." in read
    assert "<h1>Certificate of Training</h1>" in read
    assert summary not in read


def test_a_change_is_taken_back_and_a_draft_thrown_away(begun: Client) -> None:
    send(begun, "bahasa/", en="Certificate of Training", bjn="Surat Umpat Palatihan")
    send(begun, "batalkan/")
    assert data()["titles"] == {"id": "Surat Keterangan Ikut Pelatihan"}
    assert "baru saja mengubah" in begun.post(f"{DRAFT}batalkan/", {"revision": 99}, follow=True).content.decode()
    send(begun, "buang/")
    assert begun.get(DRAFT).status_code == 404


def test_a_letter_with_a_mistake_says_the_line_and_keeps_the_text(begun: Client) -> None:
    paper = {"title": "Surat", "book": "keterangan"}
    drawn = begun.post(f"{DRAFT}surat/gambar/", paper | {"body": "{pembuka}\r\n\r\nDi {tempat}."}).content.decode()
    assert "Baris 3" in drawn
    assert "tempat" in drawn
    answer = send(begun, "surat/", title="Surat", body="{pembuka}\r\n\r\nDi {tempat}.", lihat="1")
    assert "Di {tempat}." in answer.content.decode()
    assert data()["letter"]["body"].startswith("{pembuka}\n\n{identitas}")
    picture = begun.post(f"{DRAFT}surat/gambar/", paper | {"body": "{pembuka}\n\nBenar."}).content.decode()
    assert picture.count('<img class="letter"') == 1


def test_what_a_letter_is_for_is_taken_from_the_answer_that_says_it_best(lina: Person) -> None:
    begun = services.begin_from(by=lina.acting, code="usaha")
    assert begun.data["letter"]["purpose"] == ["keperluan_lain", "keperluan"]
    paper = {key: begun.data["letter"][key] for key in ("title", "body", "book")}
    for picked in (["keperluan", "keperluan_lain"], ["keperluan"], ["keperluan", "keperluan_lain"]):
        revision = selectors.draft("usaha").revision
        lina.client.post(f"{HOME}usaha/surat/", paper | {"revision": revision, "purpose": picked})
    assert selectors.draft("usaha").data["letter"]["purpose"] == ["keperluan_lain", "keperluan"]


def test_hostile_words_stay_words(begun: Client) -> None:
    words = '<script>alert(1)</script> #import "x" \u202e 🙂 $1$'
    send(begun, "tentang/", title=words, kind="letter", summary=words)
    page = begun.get(f"{DRAFT}tentang/").content.decode()
    assert "<script>alert" not in page
    assert data()["summary"] == words
    paper = {"title": '#import "x"', "book": "keterangan", "body": "{pembuka}\n\n<b>#panic()</b> $1$ \\ @label"}
    picture = begun.post(f"{DRAFT}surat/gambar/", paper).content.decode()
    assert '<img class="letter"' in picture
    refused = send(begun, "tentang/", title="Surat\0", kind="letter")
    assert refused.status_code == 422


@pytest.fixture
def ready(begun: Client) -> Client:
    """Everything is there: it can be tried out and published."""
    send(
        begun,
        "tentang/",
        title="Surat Keterangan Ikut Pelatihan",
        kind="letter",
        summary="Pelatihan.",
        subjects=["applicant"],
    )
    send(begun, "bahasa/", en="Certificate of Training", bjn="Surat Umpat Palatihan")
    letter = data()["letter"]
    send(begun, "surat/", **letter | {"classification": "400.12.2.1", "validity_months": "6"})
    assert selectors.check(data()) == ()
    return begun


def test_trying_out_goes_all_the_way_and_touches_nothing_real(ready: Client) -> None:
    before = counts()
    stations = re.findall(r'href="([^"]+\?di=[^"]+)"', ready.get(f"{DRAFT}coba/").content.decode())
    seen = [ready.get(station.replace("&amp;", "&")) for station in dict.fromkeys(stations)]
    assert [page.status_code for page in seen] == [200] * 7
    assert '<img class="letter"' in seen[-1].content.decode()
    first = f"{DRAFT}coba/?di=isi-keperluan"
    assert ready.post(first, {"keperluan": ""}).status_code == 422
    assert ready.post(first, {"keperluan": "magang di Jepang"}).status_code == 302
    assert "magang di Jepang" in ready.get(f"{DRAFT}coba/?di=langkah-0").content.decode()
    assert counts() == before


def counts() -> list[int]:
    """How many of what is real there are."""
    real = ("intake.Submission", "cases.Case", "letters.Letter", "letters.NumberBook", "outbox.OutboxEntry")
    return [apps.get_model(name).objects.count() for name in real]


def test_a_service_is_published_changed_planned_called_off_retired_and_offered_again(ready: Client) -> None:
    public = f"/layanan/{CODE}/"
    assert ready.get(public).status_code == 404
    send(ready, "terbitkan/", when="now")
    assert ready.get(public).status_code == 200

    ready.post(f"{DRAFT}ubah/")
    send(ready, "tentang/", title="Surat Keterangan Kursus", kind="letter", summary="Kursus.", subjects=["applicant"])
    assert "Surat Keterangan Kursus" in ready.get(f"{DRAFT}perbedaan/").content.decode()
    assert send(ready, "terbitkan/", when="later", day="kapan-kapan").status_code == 422
    assert send(ready, "terbitkan/", when="later", day="1 Januari 2020", hour="08.00").status_code == 422
    send(ready, "terbitkan/", when="later", day="1 Januari 2030", hour="08.00")
    assert catalogue.state_of(CODE).planned_number == 2
    assert "Pelatihan" in ready.get(public).content.decode()
    ready.post(f"{DRAFT}rencana/")
    assert catalogue.state_of(CODE).planned_number == 0

    ready.post(f"{DRAFT}ubah/")
    ready.post(f"{DRAFT}riwayat/2/")
    assert "sekarang versi 2 yang ditawarkan" in ready.get(f"{DRAFT}terbitkan/").content.decode()
    assert catalogue.state_of(CODE).current_number == 2
    send(ready, "buang/")
    assert ready.post(f"{DRAFT}hentikan/", {"reason": " "}).status_code == 422
    ready.post(f"{DRAFT}hentikan/", {"reason": "Diganti layanan Disnaker."})
    assert ready.get(public).status_code == 404
    history = ready.get(f"{DRAFT}riwayat/").content.decode()
    assert "Diganti layanan Disnaker." in history
    ready.post(f"{DRAFT}riwayat/1/")
    assert catalogue.state_of(CODE).current_number == 1


def test_what_is_wrong_is_never_published(begun: Client) -> None:
    answer = send(begun, "terbitkan/", when="now")
    assert answer.status_code == 422
    assert "Ringkasan" in answer.content.decode()
    assert CODE not in {card.code for card in catalogue.services()}


def test_a_file_goes_out_and_comes_in_as_another_service(ready: Client) -> None:
    text = ready.get(f"{DRAFT}berkas.yaml").content.decode()
    file = SimpleUploadedFile("layanan.yaml", text.encode())
    checked = ready.post(f"{HOME}bawa-berkas/", {"file": file}).content.decode()
    assert "Semuanya cocok dengan kota ini." in checked
    answer = ready.post(f"{HOME}bawa-berkas/", {"teks": text, "kode": "kursus", "bawa": "1"})
    assert answer["Location"] == f"{HOME}kursus/"
    assert selectors.draft("kursus").data == data() | {"code": "kursus"}


def test_a_file_that_does_not_fit_says_line_and_field(desk: Client) -> None:
    text = as_text(dict(catalogue.current("wali").definition.data)).replace("who: lurah", "who: raja")
    line = next(number for number, words in enumerate(text.splitlines(), start=1) if "raja" in words)
    page = desk.post(f"{HOME}bawa-berkas/", {"file": SimpleUploadedFile("x.yaml", text.encode())}).content.decode()
    assert f"Baris {line}:" in page
    assert "raja" in page
    broken = desk.post(f"{HOME}bawa-berkas/", {"file": SimpleUploadedFile("x.yaml", b"code: [rusak\n:::")})
    assert broken.status_code == 422
    assert "di sekitar baris 2" in broken.content.decode()
    assert desk.post(f"{HOME}bawa-berkas/", {"file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")}).status_code == 422


def test_a_copy_is_a_service_of_its_own(desk: Client) -> None:
    desk.post(f"{HOME}wali/salin/", {"title": "Surat Keterangan Pengampu"})
    made = selectors.draft("pengampu").data
    assert (made["titles"]["id"], made["code"]) == ("Surat Keterangan Pengampu", "pengampu")
    assert desk.post(f"{HOME}wali/salin/", {"title": "Sama", "code": "usaha"}).status_code == 422


def test_the_list_finds_and_sorts_by_state(begun: Client) -> None:
    assert "Surat Keterangan Ikut Pelatihan" in begun.get(f"{HOME}?lihat=draf").content.decode()
    assert "Surat Keterangan Wali" not in begun.get(f"{HOME}?lihat=draf").content.decode()
    assert "Surat Keterangan Wali" in begun.get(f"{HOME}?cari=wali").content.decode()
    assert "Tidak ada yang cocok" in begun.get(f"{HOME}?cari=zzzz").content.decode()


def test_a_page_asks_the_database_little(ready: Client, django_assert_max_num_queries: Any) -> None:
    for path in ("", "pertanyaan/", "pertanyaan/0.0/", "surat/", "coba/", "terbitkan/"):
        with django_assert_max_num_queries(10):
            assert ready.get(DRAFT + path).status_code == 200
    with django_assert_max_num_queries(10):
        assert ready.get(HOME).status_code == 200


def test_guidance_has_no_questions_no_route_and_no_letter(begun: Client) -> None:
    send(
        begun,
        "tentang/",
        title="Panduan Pelatihan",
        kind="guidance",
        summary="Panduan.",
        reason="Tidak perlu.",
        steps="Daftar.",
        where="BLK",
    )
    assert not data().keys() & {"form", "route", "letter", "subjects"}
    page = begun.get(DRAFT).content.decode()
    assert f"{DRAFT}rute/" not in page
    assert begun.get(f"{DRAFT}rute/").status_code == 200

"""Photos and documents of a submission: handed in, looked at, replaced, corrected."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from palui.audit import selectors as audit
from palui.intake import selectors, services
from palui.intake.domain import Channel
from palui.intake.models import Amendment, Evidence
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from tests.cast import ANSWERS, a_photo

pytestmark = pytest.mark.django_db


def a_pdf():
    document = pikepdf.new()
    document.add_blank_page()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture
def draft(siti):
    return services.start_draft(acting=siti.acting, service_code="domisili", channel=Channel.PHONE)


def attach(person, code, key="foto_rumah", content=None):
    return services.attach_evidence(
        acting=person.acting,
        code=code,
        key=key,
        content=a_photo() if content is None else content,
        filename="IMG_1.jpg",
    )


def test_a_photo_is_kept_small_sealed_and_given_back(siti, draft, settings):
    record = attach(siti, draft, content=a_photo(4000, 3000))
    assert (record.width, record.height, record.content_type, record.name) == (1600, 1200, "image/jpeg", "IMG_1.jpg")
    (stored,) = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert b"JFIF" not in stored.read_bytes()
    answer = siti.client.get(f"/permohonan/{draft}/berkas/{record.id}/")
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (1600, 1200)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'inline; filename="foto_rumah.jpg"'
    assert "sandbox" in answer["Content-Security-Policy"]
    small = siti.client.get(f"/permohonan/{draft}/berkas/{record.id}/?kecil")
    assert len(small.content) < len(answer.content)


def test_a_pdf_is_kept_as_it_is_where_a_document_is_asked_for(siti, draft):
    content = a_pdf()
    record = attach(siti, draft, key="surat_tinggal", content=content)
    assert selectors.evidence_content(record.id) == content
    answer = siti.client.get(f"/permohonan/{draft}/berkas/{record.id}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="surat_tinggal.pdf"'


def test_a_refused_file_leaves_the_good_one_beside_it(siti, draft):
    answer = siti.client.post(
        f"/permohonan/{draft}/berkas/",
        {
            "foto_rumah": SimpleUploadedFile("rumah.jpg", a_photo()),
            "surat_tinggal": SimpleUploadedFile("surat.pdf", b"%PDF-1.7 setengah"),
        },
    )
    assert answer.status_code == 422
    assert "PDF ini rusak" in answer.content.decode()
    assert set(selectors.submission(draft).files()) == {"foto_rumah"}


def test_a_missing_photo_is_asked_for_in_words(siti, draft):
    answer = siti.client.post(f"/permohonan/{draft}/berkas/")
    assert answer.status_code == 422
    assert "Ambil atau pilih foto depan rumah" in answer.content.decode()
    assert "Sudah ada di data kependudukan kota" in answer.content.decode()


def test_a_file_for_a_field_that_is_not_there_is_passed_over(siti, draft):
    siti.client.post(f"/permohonan/{draft}/berkas/", {"virus": SimpleUploadedFile("x.jpg", a_photo())})
    assert not Evidence.objects.exists()


def test_the_same_photo_again_changes_nothing(siti, draft):
    assert attach(siti, draft).id == attach(siti, draft).id
    assert Evidence.objects.count() == 1


def test_another_photo_replaces_the_first_which_stays(siti, draft):
    first = attach(siti, draft)
    second = attach(siti, draft, content=a_photo(300, 300))
    assert [item.id for item in selectors.submission(draft).evidence] == [second.id]
    assert Evidence.objects.get(pk=first.id).replaced_at is not None
    assert selectors.evidence_content(first.id)


def test_a_photo_can_be_taken_out_again(siti, draft, settings):
    attach(siti, draft)
    siti.client.post(f"/permohonan/{draft}/berkas/foto_rumah/hapus/")
    assert selectors.submission(draft).evidence == ()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_strangers_hand_in_nothing(siti, budi, draft):
    with pytest.raises(NotFound):
        attach(budi, draft)
    with pytest.raises(NotFound):
        attach(siti, draft, key="emas")


def test_what_was_sent_takes_no_more_files(siti, siti_asks):
    code = siti_asks()
    with pytest.raises(DomainError, match="already_submitted"):
        attach(siti, code)


def amend(person, code, *, places, raw, files):
    fit = services.fit_files(code=code, files=files)
    services.amend(acting=person.acting, code=code, places=places, raw=raw, files=fit)


def test_a_correction_changes_only_what_was_asked_and_keeps_what_stood(siti, siti_asks):
    code = siti_asks()
    before = selectors.submission(code)
    amend(
        siti,
        code,
        places=["sejak", "foto_rumah"],
        raw={"sejak": "Mei 2020", "keperluan": "bank"},
        files={"foto_rumah": ("baru.jpg", a_photo(200, 200))},
    )
    after = selectors.submission(code)
    assert after.answers == before.answers | {"sejak": "2020-05"}
    assert after.evidence[0].sha256 != before.evidence[0].sha256
    kept = Amendment.objects.get()
    assert kept.before == {"answers": {"sejak": "2021-03"}, "evidence": {"foto_rumah": before.evidence[0].id}}
    assert "memperbaiki isian: Sejak kapan?, Foto depan rumah" in [
        entry.sentence for entry in audit.entries_of_case(code)
    ]


def test_a_correction_may_answer_what_it_brings_up(siti, siti_asks):
    code = siti_asks()
    with pytest.raises(InvalidInput) as refused:
        amend(siti, code, places=["keperluan"], raw={"keperluan": "lain"}, files={})
    assert list(refused.value.errors) == ["keperluan_lain"]
    raw = {"keperluan": "lain", "keperluan_lain": "Mengurus pensiun"}
    amend(siti, code, places=["keperluan"], raw=raw, files={})
    assert selectors.submission(code).answers["keperluan_lain"] == "Mengurus pensiun"


@pytest.mark.parametrize(
    ("places", "raw", "files", "at"),
    [
        (["sejak"], {"sejak": "entah"}, {}, "sejak"),
        (["foto_rumah"], {}, {}, "foto_rumah"),
        (["foto_rumah"], {}, {"foto_rumah": ("a.jpg", b"bukan")}, "foto_rumah"),
        (
            ["alamat"],
            {"alamat": {"street": "Jl. Kuin", "kelurahan": "63.71.04.1009", "rt": "7", "rw": "1"}},
            {},
            "alamat",
        ),
        (["alamat"], {"alamat": ANSWERS["domisili"]["alamat"] | {"rt": "77"}}, {}, "alamat.rt"),
    ],
)
def test_a_wrong_correction_changes_nothing_and_says_where(siti, siti_asks, places, raw, files, at):
    code = siti_asks()
    before = selectors.submission(code)
    with pytest.raises(InvalidInput) as refused:
        amend(siti, code, places=places, raw=raw, files=files)
    assert list(refused.value.errors) == [at]
    assert selectors.submission(code) == before


def test_only_the_applicant_corrects(siti, siti_asks, budi):
    code = siti_asks()
    with pytest.raises(NotFound):
        amend(budi, code, places=["sejak"], raw={"sejak": "2020"}, files={})


def test_photos_of_a_field_check_stand_apart(siti_asks, fauzi):
    code = siti_asks("sktm")
    by = fauzi.acting.actor()
    fit = services.fit_files(
        code=code, files={"inspect__foto": ("a.jpg", a_photo()), "inspect__hasil": ("b.jpg", a_photo())}
    )
    assert set(fit.kept) == {"inspect__foto"}, "no photo belongs to the other question"
    record = services.attach_step_evidence(code=code, key="inspect__foto", file=fit.kept["inspect__foto"], by=by)
    assert record.key == "inspect__foto"
    with pytest.raises(NotFound):
        services.attach_step_evidence(code=code, key="inspect__hasil", file=fit.kept["inspect__foto"], by=by)
    refused = services.fit_files(code=code, files={"inspect__foto": ("a.pdf", a_pdf())})
    assert list(refused.errors) == ["foto"]

"""Addresses of letters."""

from django.urls import path

from palui.letters.views import credential, emblem, register, signing, verification

app_name = "letters"
urlpatterns = [
    path("berkas/<str:code>/tanda-tangan/", signing.sign, name="sign"),
    path("berkas/<str:code>/tertandatangani/", signing.signed, name="signed"),
    path("berkas/<str:code>/surat/", signing.part, name="part"),
    path("berkas/<str:code>/cetak/", signing.print_letter, name="print"),
    path("berkas/<str:code>/pratinjau.pdf", signing.preview, name="preview"),
    path("berkas/<str:code>/pratinjau-<int:page>.png", signing.preview_page, name="preview_page"),
    path("meja/tanda-tangan/", signing.sign_many, name="sign_many"),
    path("surat/", register.register, name="register"),
    path("surat/buku-register.xlsx", register.export, name="export"),
    path("surat/<int:letter_id>/cabut/", register.revoke, name="revoke"),
    path("surat/<int:letter_id>/ganti/", register.replace, name="replace"),
    path("s/<str:token>.pdf", verification.pdf, name="pdf"),
    path("s/<str:token>/", verification.verify, name="verify"),
    path("periksa/", verification.check, name="check"),
    path("surat/lambang/", emblem.emblem, name="emblem"),
    path("surat/lambang.png", emblem.emblem_picture, name="emblem_picture"),
    path("sertifikat/", verification.certificate, name="certificate"),
    path("sertifikat/<slug:fingerprint>.cer", verification.certificate_file, name="certificate_file"),
    path("akun/tanda-tangan/", credential.credential, name="credential"),
]

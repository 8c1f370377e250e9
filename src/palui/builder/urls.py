"""Addresses of the builder."""

from django.urls import path

from palui.builder.views import items, letter, listing, lists, publishing, trying, writing

app_name = "builder"

_HOME = "kelola-layanan/"
_DRAFT = f"{_HOME}<slug:code>/"
#: What has a page each: "pertanyaan/0.2/", "dokumen/1/".
_ITEM = f"{_DRAFT}<str:kind>/<str:where>/"

urlpatterns = [
    path(_HOME, listing.services, name="list"),
    path(f"{_HOME}baru/", listing.new, name="new"),
    path(f"{_HOME}bawa-berkas/", listing.bring_in, name="bring_in"),
    path(_DRAFT, publishing.draft, name="draft"),
    path(f"{_DRAFT}ubah/", listing.begin, name="begin"),
    path(f"{_DRAFT}salin/", listing.copy, name="copy"),
    path(f"{_DRAFT}tentang/", writing.about, name="about"),
    path(f"{_DRAFT}pertanyaan/", lists.questions, name="questions"),
    path(f"{_DRAFT}dokumen/", writing.documents, name="documents"),
    path(f"{_DRAFT}rute/", lists.route, name="route"),
    path(f"{_DRAFT}surat/", letter.letter, name="letter"),
    path(f"{_DRAFT}surat/gambar/", letter.drawing, name="drawing"),
    path(f"{_DRAFT}standar/", writing.standard, name="standard"),
    path(f"{_DRAFT}bahasa/", writing.languages, name="languages"),
    path(f"{_DRAFT}coba/", trying.try_out, name="try_out"),
    path(f"{_DRAFT}perbedaan/", publishing.compare, name="compare"),
    path(f"{_DRAFT}terbitkan/", publishing.publish, name="publish"),
    path(f"{_DRAFT}batalkan/", publishing.undo, name="undo"),
    path(f"{_DRAFT}buang/", publishing.discard, name="discard"),
    path(f"{_DRAFT}hentikan/", publishing.retire, name="retire"),
    path(f"{_DRAFT}rencana/", publishing.call_off, name="call_off"),
    path(f"{_DRAFT}riwayat/", publishing.history, name="history"),
    path(f"{_DRAFT}riwayat/<int:number>/", publishing.offer_again, name="offer_again"),
    path(f"{_DRAFT}berkas.yaml", listing.export, name="export"),
    path(f"{_DRAFT}<str:kind>/tambah/", items.add, name="add_top"),
    path(_ITEM, items.item, name="item"),
    path(f"{_ITEM}tambah/", items.add, name="add"),
    path(f"{_ITEM}hapus/", items.remove, name="remove"),
    path(f"{_ITEM}pindah/", items.move, name="move"),
]

"""Somebody who is no programmer builds a service in the browser, tries it and publishes it; Siti finds it and asks for it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, assert_accessible, sign_in
from tests.journeys.test_by_keyboard import press, tab_to, until
from tests.journeys.test_by_keyboard import sign_in as sign_in_by_keyboard

pytestmark = pytest.mark.browser

HOME = "/kelola-layanan/"
BODY = """{pembuka}

{identitas}

Yang namanya tersebut di atas benar telah mengikuti pelatihan **{nama_pelatihan}** dan menyelesaikannya pada {kapan_selesai}.

{keperluan}

{penutup}
"""
#: The answer to the first question comes two seconds after that to the second.
FIRST_ANSWER_IS_LATE = """() => {
    window.asked = 0;
    const made = words => new Response(words, {status: 200});
    window.fetch = () => ++window.asked === 1
        ? new Promise(done => setTimeout(() => { window.late = "told"; done(made("lama")); }, 2000))
        : Promise.resolve(made("baru"));
}"""


def push(page: Page, words: str) -> None:
    """Press a button or link of the page's own contents."""
    page.locator("main :is(button, a):visible", has_text=words).last.click()
    page.wait_for_load_state()


def begin(page: Page, title: str) -> str:
    """A new service from its name; gives where its draft is."""
    page.goto(HOME)
    push(page, "Layanan baru")
    page.fill("#isian-title", title)
    push(page, "Mulai menyusun")
    page.wait_for_url("**/tentang/")
    return page.url.removesuffix("tentang/")


def ask(page: Page, question: str, kind: str) -> None:
    """Add a question to the first page of questions."""
    page.locator("a", has_text="Tambah pertanyaan").first.click()
    page.fill("#isian-label", question)
    page.select_option("#isian-kind", kind)
    push(page, "Tambahkan")


def test_a_service_is_built_tried_published_and_asked_for_without_any_file(open_page: Callable[..., Page]) -> None:
    lina = sign_in(open_page(size=DESKTOP), "layanan")
    draft = begin(lina, "Surat Keterangan Ikut Pelatihan")
    assert draft.endswith("/kelola-layanan/ikut-pelatihan/")
    say_what_it_is(lina)
    ask(lina, "Nama pelatihan", "text")
    lina.fill("#isian-missing", "Tulis nama pelatihannya")
    push(lina, "Simpan")
    ask(lina, "Kapan selesai?", "date")
    lina.fill("#isian-max", "hari ini")
    push(lina, "Simpan")
    lina.goto(f"{draft}rute/")
    lina.get_by_role("link", name="Hapus Ketua RW").click()
    push(lina, "Ya, hapus")
    push(lina, "Lanjut ke surat")
    write_the_letter(lina)
    lina.goto(f"{draft}bahasa/")
    lina.fill("#isian-en", "Certificate of Training")
    lina.fill("#isian-bjn", "Surat Katarangan Umpat Palatihan")
    push(lina, "Simpan")
    lina.goto(draft)
    try_it_out_and_publish(lina)
    siti_asks_for_it(sign_in(open_page(), "warga"))


def say_what_it_is(lina: Page) -> None:
    lina.fill("#isian-summary", "Menerangkan bahwa Anda pernah ikut pelatihan, untuk melamar kerja.")
    lina.fill("#isian-search_words", "pelatihan\nkursus\numpat palatihan")
    lina.get_by_label("Mencari kerja").check()
    push(lina, "Simpan, lalu pertanyaan")


def write_the_letter(lina: Page) -> None:
    before = lina.locator("[data-drawing] img").first.get_attribute("src")
    lina.fill("#isian-classification", "400.12.2.1")
    lina.fill("#isian-body", BODY)
    expect(lina.locator("[data-drawing] img").first).not_to_have_attribute("src", before or "")
    push(lina, "Simpan, lalu standar")


def try_it_out_and_publish(lina: Page) -> None:
    push(lina, "Coba")
    for words in ("Lanjut", "Kirim (contoh)", "Setujui (contoh)", "Teruskan (contoh)", "Tandatangani (contoh)"):
        push(lina, words)
    assert lina.locator("main img.letter").count() == 1
    push(lina, "Terbitkan")
    push(lina, "Terbitkan")
    assert "sudah terbit" in lina.inner_text("main")


def siti_asks_for_it(siti: Page) -> None:
    siti.goto("/cari/?q=kursus")
    push(siti, "Surat Keterangan Ikut Pelatihan")
    push(siti, "Ajukan")
    if siti.locator("input[name=untuk]").count():
        siti.locator("input[name=untuk]").first.check()
    push(siti, "Mulai mengisi")
    siti.fill("input[name=nama_pelatihan]", "Menjahit dasar")
    siti.fill("input[name=kapan_selesai]", "1 Oktober 2026")
    siti.fill("input[name=keperluan]", "melamar kerja")
    siti.locator(".actions button", has_text="Lanjut").click()
    siti.wait_for_url("**/periksa/")
    push(siti, "Kirim permohonan")
    siti.wait_for_url("**/terkirim/")


def test_the_letter_is_written_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    lina = sign_in_by_keyboard(open_page(size=DESKTOP), "layanan")
    lina.goto(f"{HOME}baru/")
    tab_to(lina, "#isian-title")
    lina.keyboard.type("Surat Keterangan Pernah Kursus")
    press(lina, "Mulai menyusun")
    lina.wait_for_url("**/tentang/")
    lina.goto(lina.url.replace("tentang/", "surat/"))
    first = lina.locator("[data-drawing] img").first.get_attribute("src")

    tab_to(lina, "#isian-body")
    lina.keyboard.press("Control+A")
    lina.keyboard.type("{pembuka}\n\nNama :: ")
    tab_to(lina, "summary", "Orangnya dan berkasnya")
    lina.keyboard.press("Enter")
    tab_to(lina, "button[data-insert]", "Nama orang yang diterangkan")
    lina.keyboard.press("Enter")
    lina.keyboard.type("\n\nBenar pernah kursus {kursus}.")
    until(lina, "!!document.querySelector('#surat-salah')")
    assert "kursus" in lina.inner_text("#surat-salah")
    for _ in range(len(" {kursus}.")):
        lina.keyboard.press("Backspace")
    until(lina, "!document.querySelector('#surat-salah') && !document.querySelector('[aria-busy]')")
    assert lina.locator("[data-drawing] img").first.get_attribute("src") != first
    tab_to(lina, "#isian-classification")
    lina.keyboard.type("400.12.2.1")
    press(lina, "Simpan, lalu standar")
    assert "/standar/" in lina.url
    lina.goto(lina.url.replace("standar/", "surat/"))
    assert lina.input_value("#isian-body").startswith("{pembuka}\n\nNama :: {subjek.nama}\n\nBenar pernah kursus")


def test_a_slow_answer_never_covers_a_newer_one(open_page: Callable[..., Page]) -> None:
    lina = sign_in(open_page(size=DESKTOP), "layanan")
    draft = begin(lina, "Surat Keterangan Lambat")
    lina.goto(f"{draft}surat/")
    lina.evaluate(FIRST_ANSWER_IS_LATE)
    lina.press("#isian-body", "End")
    lina.keyboard.type("a")
    until(lina, "window.asked === 1")
    lina.keyboard.type("b")
    until(lina, "window.late === 'told'")
    lina.wait_for_timeout(200)
    assert lina.inner_text("[data-drawing]") == "baru"


def test_a_letter_can_be_looked_at_without_javascript(open_page: Callable[..., Page]) -> None:
    lina = sign_in(open_page(size=DESKTOP, javascript=False), "layanan")
    lina.goto(f"{HOME}baru/")
    lina.fill("#isian-title", "Surat Keterangan Tanpa Skrip")
    lina.click("main button")
    lina.wait_for_url("**/tentang/")
    lina.goto(lina.url.replace("tentang/", "surat/"))
    lina.fill("#isian-body", "{pembuka}\n\n{kursus}")
    lina.click("button[name=lihat]")
    assert "kursus" in lina.inner_text("#surat-salah")
    assert lina.input_value("#isian-body") == "{pembuka}\n\n{kursus}"
    lina.fill("#isian-body", "{pembuka}\n\nBenar.")
    lina.click("button[name=lihat]")
    assert lina.locator("[data-drawing] img").count() == 1


@pytest.mark.parametrize("dark", [False, True], ids=["bright", "dark"])
def test_pages_that_change_by_themselves_stay_accessible(open_page: Callable[..., Page], dark: bool) -> None:
    lina = sign_in(open_page(size=DESKTOP, dark=dark), "layanan")
    draft = begin(lina, "Surat Keterangan Terang" if not dark else "Surat Keterangan Gelap")
    lina.goto(f"{draft}pertanyaan/0/tambah/")
    lina.fill("#isian-label", "Bagaimana bentuknya?")
    lina.select_option("#isian-kind", "choice")
    push(lina, "Tambahkan")
    lina.select_option("#isian-kind", "date")
    until(lina, "!!document.querySelector('#isian-precision') && !document.querySelector('#isian-options')")
    lina.select_option("#isian-syarat-0-apa", "keperluan")
    until(lina, "!!document.querySelector('#isian-syarat-0-cara')")
    assert_accessible(lina)
    lina.goto(f"{draft}surat/")
    lina.fill("#isian-body", "{salah}")
    until(lina, "!!document.querySelector('#surat-salah')")
    assert_accessible(lina)

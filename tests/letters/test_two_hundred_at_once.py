"""Sixteen signatories print two hundred letters at the same moment: every letter its own number, QR, text and person."""

import io
import subprocess
import threading
from datetime import date

import pytest
import zxingcpp
from django.db import connection
from PIL import Image

from palui.accounts import services as accounts
from palui.accounts.domain import Capacity, Role
from palui.cases import services as cases
from palui.kernel.actors import SYSTEM
from palui.kernel.identifiers import Kk, Nik
from palui.letters import services
from palui.letters.models import Letter, NumberBook
from palui.residents import selectors as residents_read
from palui.residents import services as residents
from palui.residents.domain import Sex
from palui.residents.services import NewResident
from palui.vault import services as vault
from tests.cast import PASSPHRASE, Person

pytestmark = pytest.mark.django_db(transaction=True)

SIGNATORIES, LETTERS = 16, 200
SIGNS = "ABCDEFGHIJKLMNOPQRST"


def name_of(number: int) -> str:
    """A name that no other number has, in letters only."""
    return f"Warga {SIGNS[number // 20]}{SIGNS[number % 20].lower()} binti Saleh"


@pytest.fixture
def signatories(city, ratna) -> list[Person]:
    """Ibu Ratna and fifteen who sign on her behalf, each with their own key, all in one book."""
    people = [ratna]
    for number in range(1, SIGNATORIES):
        user_id = accounts.create_person(by=SYSTEM, username=f"an{number}", name=f"Pejabat {number}", password=None)
        accounts.grant_mandate(
            by=SYSTEM,
            user_id=user_id,
            role=Role.LURAH,
            office_id=city.office_id,
            capacity=Capacity.AN,
            valid_from=date(2025, 1, 1),
            valid_to=date(2027, 12, 31),
        )
        person = Person(user_id=user_id, name=f"Pejabat {number}", username=f"an{number}")
        services.issue(acting=person.acting, passphrase=PASSPHRASE)
        people.append(person)
    return people


@pytest.fixture
def codes(city, siti_asks, masrani, fauzi, ratna) -> list[str]:
    """Two hundred letters for two hundred people that only lack the signature."""
    niks = [Nik.parse(f"637199420391{number:04}") for number in range(100, 100 + LETTERS)]
    residents.register_many(
        register="Disdukcapil",
        people=[
            NewResident(
                nik=nik,
                kk=Kk.parse(f"637199010110{number:04}"),
                name=name_of(number),
                birth_place="Banjarmasin",
                birth_date=date(1991, 3, 2),
                sex=Sex.FEMALE,
                religion="Islam",
                marital_status="Kawin",
                relation="Istri",
                street=f"Jl. Sungai Jingah No. {number}",
                office_id=city.office_id,
                rt_id=city.rt_id,
            )
            for number, nik in enumerate(niks)
        ],
    )
    found = []
    for number, nik in enumerate(niks):
        resident = residents_read.find_by_nik(nik)
        user_id = accounts.create_person(
            by=SYSTEM,
            username=f"warga{number}",
            name=name_of(number),
            password=None,
            phone=f"+62812345{number:05}",
            resident_id=resident.id,
        )
        asking = Person(user_id=user_id, name=name_of(number), username=f"warga{number}")
        code = siti_asks("domisili", person=asking)
        cases.endorse(acting=masrani.acting, code=code)
        cases.verify(acting=fauzi.acting, code=code)
        found.append(code)
    return found


@pytest.mark.long
def test_every_letter_has_its_own_number_qr_text_and_person(signatories, codes, tmp_path):
    gate = threading.Barrier(SIGNATORIES)
    problems: list[object] = []

    def sign(acting, mine):
        gate.wait()
        try:
            results = list(services.sign_many(acting=acting, codes=mine, passphrase=PASSPHRASE))
            problems.extend(result.problem for result in results if result.letter is None)
        except Exception as problem:  # noqa: BLE001 - the test looks at it
            problems.append(problem)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=sign, args=(person.acting, codes[place::SIGNATORIES]))
        for place, person in enumerate(signatories)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert not problems

    letters = list(Letter.objects.order_by("sequence"))
    assert [letter.sequence for letter in letters] == list(range(1, LETTERS + 1))
    assert NumberBook.objects.get().last == LETTERS
    assert len({letter.signer_id for letter in letters}) == SIGNATORIES
    assert sorted(letter.code for letter in letters) == sorted(codes)
    for column in ("number", "token", "sha256", "file", "subject_name"):
        assert len({getattr(letter, column) for letter in letters}) == LETTERS, column

    roots = services.roots()
    assert len(roots) == 1
    numbers = {letter.number for letter in letters}
    names = {name_of(number) for number in range(LETTERS)}
    for letter in letters:
        pdf = vault.read_file(letter.file)
        text = words_of(pdf, tmp_path)
        assert {number for number in numbers if f"Nomor: {number} " in text} == {letter.number}
        assert {name for name in names if f"Nama : {name} " in text} == {letter.subject_name}
        assert letter.code in text
        assert letter.signer_name in text
        assert qr_of(tmp_path) == services.public_link(letter.token)


def words_of(pdf: bytes, folder) -> str:
    """What a reader reads, each run of blanks as one; the file stays for `qr_of`."""
    (folder / "surat.pdf").write_bytes(pdf)
    command = ["pdftotext", "-layout", folder / "surat.pdf", "-"]
    return " ".join(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def qr_of(folder) -> str:
    """What a phone reads from the paper."""
    command = ["pdftoppm", "-r", "80", "-gray", "-singlefile", folder / "surat.pdf"]
    picture = Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout))
    (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)

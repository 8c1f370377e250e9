"""Households of made-up people: a head, a spouse, children, sometimes a grandparent."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from palui.kernel.identifiers import Kk, Nik
from palui.practice.domain.numbers import Numbers
from palui.practice.domain.picking import Choice

MALE, FEMALE = "L", "P"
#: The day on which everybody has their age; fixed, so that the city is the same whenever it is made.
AS_OF = date(2026, 7, 1)
_NO_NIK, _NO_KK = Nik(""), Kk("")  # until numbers are given out


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: str
    birth_place: str
    birth_date: date
    religion: str
    marital_status: str
    relation: str
    occupation: str
    education: str
    blood_type: str
    street: str
    phone: str = ""
    nik: Nik = _NO_NIK
    kk: Kk = _NO_KK


class Names:
    """First and last names of one faith's community."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def pick(self, luck: random.Random, sex: str, age: int) -> str:
        """A name; older people are more often called by one word, or have been to Mecca."""
        side = "male" if sex == MALE else "female"
        single = self._words.get(f"{side}_single")
        if single and luck.random() < (0.45 if age > 50 else 0.05):
            name = luck.choice(single)
        else:
            first, last = luck.choice(self._words[f"{side}_first"]), luck.choice(self._words[f"{side}_last"])
            name = first if first == last else f"{first} {last}"
        if "titled" in self._words and age > 55:
            percent, male_title, female_title = self._words["titled"]
            if luck.random() * 100 < percent:
                name = f"{male_title if sex == MALE else female_title} {name}"
        return str(name)


class Society:
    """Makes households from the seed lists, as of one day."""

    def __init__(self, seeds: Mapping[str, Any], *, today: date = AS_OF) -> None:
        self.today = today
        self._muslim, self._other = Names(seeds["muslim"]), Names(seeds["other"])
        self._religions = Choice(seeds["religions"])
        self._birth_places = Choice(seeds["birth_places"])
        self._jobs = {MALE: Choice(seeds["jobs"]["male"]), FEMALE: Choice(seeds["jobs"]["female"])}
        self._education = {name: Choice(entries) for name, entries in seeds["education"].items()}
        self._blood_types = Choice(seeds["blood_types"])
        self._alleys: Sequence[str] = seeds["alleys"]

    def neighbourhood(
        self, luck: random.Random, *, kelurahan: str, rt: str, people: int, numbers: Numbers, after: int = 0
    ) -> Iterator[tuple[Person, ...]]:
        """Households of one RT until `people` live in it; the last one is cut to fit, head first.

        House numbers begin after `after`.
        """
        number, left = after, people
        alleys = [self._alleys[(int(rt) * 2 + turn) % len(self._alleys)] for turn in range(2)]
        while left > 0:
            number += luck.randint(1, 3)
            street = f"Jl. {kelurahan} Gg. {alleys[number % 2]} No. {number}"
            household = self.household(luck, street=street)[:left]
            left -= len(household)
            yield numbered(household, numbers, issued=self._issued(luck))

    def household(self, luck: random.Random, *, street: str) -> tuple[Person, ...]:
        """A family on one card."""
        religion = self._religions.pick(luck)
        head_age = min(max(int(luck.gauss(45, 13)), 22), 84)
        is_couple = luck.random() < (0.84 if head_age < 65 else 0.62)
        head_sex = MALE if is_couple or luck.random() < 0.45 else FEMALE
        status = "Kawin" if is_couple else self._single_status(luck, head_age)
        family = [self._person(luck, head_sex, head_age, religion, status, "Kepala Keluarga", street)]
        wife_age = head_age if head_sex == FEMALE else max(head_age - luck.randint(-1, 7), 20)
        if is_couple:
            family.append(self._person(luck, FEMALE, wife_age, religion, "Kawin", "Istri", street))
        if status != "Belum Kawin":
            family.extend(self._children(luck, wife_age, religion, street))
        if luck.random() < 0.09 and head_age < 62:
            sex = FEMALE if luck.random() < 0.7 else MALE
            family.append(
                self._person(luck, sex, head_age + luck.randint(20, 32), religion, "Cerai Mati", "Orang Tua", street)
            )
        return tuple(family)

    def _children(self, luck: random.Random, mother_age: int, religion: str, street: str) -> Iterator[Person]:
        for _ in range(luck.choices((0, 1, 2, 3, 4, 5), weights=(8, 24, 34, 21, 9, 4))[0]):
            age = mother_age - luck.randint(20, 36)
            if 0 <= age < 34 and (age < 21 or luck.random() < 0.5):
                sex = MALE if luck.random() < 0.51 else FEMALE
                yield self._person(luck, sex, age, religion, "Belum Kawin", "Anak", street)

    def _person(
        self, luck: random.Random, sex: str, age: int, religion: str, status: str, relation: str, street: str
    ) -> Person:
        names = self._muslim if religion == "Islam" else self._other
        return Person(
            name=names.pick(luck, sex, age),
            sex=sex,
            birth_place=self._birth_places.pick(luck) if age > 18 else "Banjarmasin",
            birth_date=self.today - timedelta(days=age * 365 + age // 4 + luck.randint(1, 364)),
            religion=religion,
            marital_status=status,
            relation=relation,
            occupation=self._occupation(luck, sex, age, relation),
            education=self._schooling(luck, age),
            blood_type=self._blood_types.pick(luck),
            street=street,
        )

    def _occupation(self, luck: random.Random, sex: str, age: int, relation: str) -> str:
        if age < 6:
            return "Belum/Tidak Bekerja"
        if age < 19 or (relation == "Anak" and age < 23 and luck.random() < 0.6):
            return "Pelajar/Mahasiswa"
        if age > 60 and luck.random() < 0.25:
            return "Pensiunan"
        job = self._jobs[sex].pick(luck)
        return "Karyawan Swasta" if relation == "Anak" and job == "Mengurus Rumah Tangga" else job

    def _schooling(self, luck: random.Random, age: int) -> str:
        if age < 7:
            return "Tidak/Belum Sekolah"
        for limit, words in ((13, "Belum Tamat SD/Sederajat"), (16, "Tamat SD/Sederajat"), (19, "SLTP/Sederajat")):
            if age < limit:
                return words
        if age < 23:
            return "SLTA/Sederajat"
        return self._education["old" if age > 52 else "young"].pick(luck)

    @staticmethod
    def _single_status(luck: random.Random, age: int) -> str:
        if age < 32 and luck.random() < 0.7:
            return "Belum Kawin"
        return "Cerai Mati" if luck.random() < 0.35 + age / 150 else "Cerai Hidup"

    def _issued(self, luck: random.Random) -> date:
        return self.today - timedelta(days=luck.randint(30, 12 * 365))


def numbered(household: Sequence[Person], numbers: Numbers, *, issued: date) -> tuple[Person, ...]:
    """The household with a family card and a NIK each."""
    card = numbers.kk(issued)
    return tuple(
        replace(person, nik=numbers.nik(person.birth_date, is_female=person.sex == FEMALE), kk=card)
        for person in household
    )

"""Who is to confirm, who may be written to, and what must be confirmed again: rules without a database."""

from hypothesis import given
from hypothesis import strategies as st

from palui.cases.domain import Party, confirmed_before, parties_in
from palui.catalogue.domain import RouteStep, StepKind

KEYS = st.text("abcdefghij", min_size=1, max_size=4)
PEOPLE = st.lists(
    st.fixed_dictionaries({"nama": st.text(max_size=20), "nik": st.text("0123456789", min_size=16, max_size=16)}),
    max_size=20,
)


def a_confirm_step(key: str, of: str, shows: tuple[str, ...] = ()) -> RouteStep:
    return RouteStep(
        key=key,
        kind=StepKind.CONFIRM,
        who="parties",
        title=key,
        hours=8,
        form=None,
        only_if="",
        shows=shows,
        of=of,
        statement="Benar.",
    )


@given(PEOPLE)
def test_everybody_named_is_asked_in_their_order_and_under_a_role_of_their_own(items):
    parties = parties_in({"saksi": items}, "saksi", role="Saksi")
    assert [(party.name, party.nik) for party in parties] == [(item["nama"], item["nik"]) for item in items]
    assert len({party.role for party in parties}) == len(items)
    assert all(party.role.startswith("Saksi") for party in parties)


@given(st.one_of(st.none(), st.text(), st.integers(), st.dictionaries(KEYS, st.integers())))
def test_answers_without_people_ask_nobody(answer):
    answers = {"saksi": answer} if not isinstance(answer, int) else {}
    assert parties_in(answers, "saksi", role="Saksi") == ()


def test_one_alone_has_no_number():
    (only,) = parties_in({"ahli": [{"nama": "Siti"}]}, "ahli", role="Ahli waris")
    assert only.role == "Ahli waris"


@given(
    phone=st.sampled_from(["", "+621", "+622"]),
    email=st.sampled_from(["", "a@b.id", "A@B.ID", "c@d.id"]),
    own_phone=st.sampled_from(["", "+621"]),
    own_email=st.sampled_from(["", "a@b.id"]),
)
def test_a_shared_address_is_recognised_and_a_missing_one_shares_nothing(phone, email, own_phone, own_email):
    party = Party(name="Rahmad", role="Saksi", nik="6371991203800005", phone=phone, email=email)
    shares = (phone != "" and phone == own_phone) or (email != "" and email.lower() == own_email.lower())
    assert party.is_reached_through(phone=own_phone, email=own_email) == shares


@given(
    shows=st.lists(KEYS, max_size=4, unique=True),
    changed=st.lists(KEYS, max_size=4, unique=True),
    is_done=st.booleans(),
)
def test_only_a_done_step_whose_facts_changed_is_done_again(shows, changed, is_done):
    route = (a_confirm_step("saksi", "saksi", tuple(shows)),)
    again = confirmed_before(route, changed=changed, done=["saksi"] if is_done else [])
    assert again == ("saksi" if is_done and {"saksi", *shows} & set(changed) else "")


def test_the_first_of_several_steps_is_done_again():
    route = (a_confirm_step("ahli", "ahli", ("harta",)), a_confirm_step("saksi", "saksi", ("ahli.nama",)))
    done = ["ahli", "saksi"]
    assert confirmed_before(route, changed=["ahli"], done=done) == "ahli"
    assert confirmed_before(route, changed=["ahli"], done=["saksi"]) == "saksi", "a part of an answer counts as it"
    assert confirmed_before(route, changed=["saksi"], done=done) == "saksi"
    assert confirmed_before(route, changed=["keperluan"], done=done) == ""

"""The inbox: one's own messages, newest first."""

from collections.abc import Callable

import pytest

from palui.delivery import selectors
from palui.delivery.models import Message
from tests.cast import Person

Ask = Callable[..., str]


def test_a_message_is_new_until_it_is_opened(siti_asks: Ask, siti: Person) -> None:
    siti_asks()
    (message,) = selectors.inbox(siti.user_id).messages
    assert "Permohonan Anda sudah kami terima" in siti.client.get("/kotak-masuk/").content.decode()
    assert selectors.unread_count(siti.user_id) == 1
    page = siti.client.get(f"/kotak-masuk/{message.id}/").content.decode()
    assert f"/lacak/{message.case_code}/" in page
    assert selectors.unread_count(siti.user_id) == 0


def test_an_office_message_leads_to_the_case(siti_asks: Ask, masrani: Person) -> None:
    code = siti_asks()
    (message,) = selectors.inbox(masrani.user_id).messages
    assert f"/berkas/{code}/" in masrani.client.get(f"/kotak-masuk/{message.id}/").content.decode()


@pytest.mark.parametrize("who", ["budi", "masrani", "fauzi"])
def test_nobody_reads_anothers_messages(siti_asks: Ask, siti: Person, who: str, request: pytest.FixtureRequest) -> None:
    siti_asks()
    (message,) = selectors.inbox(siti.user_id).messages
    person: Person = request.getfixturevalue(who)
    assert person.client.get(f"/kotak-masuk/{message.id}/").status_code == 404
    assert selectors.unread_count(siti.user_id) == 1


def test_an_email_is_not_in_the_inbox(siti_asks: Ask, siti: Person, post: object) -> None:
    siti_asks()
    email = Message.objects.get(recipient_id=siti.user_id, channel="email")
    assert siti.client.get(f"/kotak-masuk/{email.pk}/").status_code == 404


def test_everything_can_be_marked_as_read_at_once(siti_asks: Ask, siti: Person) -> None:
    siti_asks()
    siti_asks()
    siti.client.post("/kotak-masuk/dibaca/")
    assert selectors.unread_count(siti.user_id) == 0


def test_a_long_inbox_is_paged_and_nothing_is_lost(
    siti_asks: Ask, siti: Person, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    siti_asks()
    first = Message.objects.get(recipient_id=siti.user_id)
    for number in range(45):
        Message.objects.create(
            recipient_id=siti.user_id,
            recipient_key=first.recipient_key,
            recipient_name=first.recipient_name,
            channel="inbox",
            kind="correction",
            case_code=first.case_code,
            occasion=str(number),
            params=first.params,
            state="sent",
            created_at=first.created_at,
        )
    seen: list[int] = []
    after: int | None = None
    while True:
        page = selectors.inbox(siti.user_id, after=after)
        seen += [message.id for message in page.messages]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 46
    assert seen == sorted(seen, reverse=True)
    siti.client.get("/kotak-masuk/")  # signs her in
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        assert siti.client.get(f"/kotak-masuk/?setelah={seen[20]}").status_code == 200


@pytest.mark.parametrize("after", ["abc", "-1", "²", "99999999999999999999"])
def test_a_mangled_address_shows_messages_all_the_same(siti_asks: Ask, siti: Person, after: str) -> None:
    siti_asks()
    assert siti.client.get(f"/kotak-masuk/?setelah={after}").status_code == 200

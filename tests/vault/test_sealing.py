"""What is sealed can be read only with the key, only in its place, and only as it was."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.vault.domain import CannotUnseal, Key, Keyring, Sealer

OLD, NEW, OTHER = b"lama" * 8, b"baru" * 8, b"lain" * 8
SEALER = Sealer(Keyring.from_keys([OLD]))


@given(st.binary(max_size=300), st.text(max_size=40))
def test_what_was_sealed_comes_back_as_it_was(content, context):
    assert SEALER.unseal(SEALER.seal(content, context=context), context=context) == content


@given(st.binary(min_size=6, max_size=60), st.data())
def test_a_single_changed_byte_is_noticed(content, data):
    sealed = bytearray(SEALER.seal(content, context="kolom"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotUnseal):
        SEALER.unseal(bytes(sealed), context="kolom")


def test_a_value_moved_to_another_column_cannot_be_read():
    sealed = SEALER.seal(b"6371994502900001", context="residents.resident.nik")
    with pytest.raises(CannotUnseal):
        SEALER.unseal(sealed, context="residents.resident.kk")


def test_equal_values_look_different_but_have_equal_indexes():
    first, second = (SEALER.seal(b"6371994502900001", context="nik") for _ in range(2))
    assert first != second
    assert SEALER.index("nik", "6371994502900001") == SEALER.index("nik", "6371994502900001")


def test_an_index_says_nothing_without_the_key_and_differs_by_kind():
    index = SEALER.index("nik", "6371994502900001")
    assert len(index) == 64
    assert index != Sealer(Keyring.from_keys([OTHER])).index("nik", "6371994502900001")
    assert index != SEALER.index("kk", "6371994502900001")


def test_after_rotation_old_values_are_read_new_ones_use_the_new_key_and_indexes_stay():
    sealed = SEALER.seal(b"Siti", context="nama")
    rotated = Sealer(Keyring.from_keys([NEW, OLD]))
    assert rotated.unseal(sealed, context="nama") == b"Siti"
    assert not rotated.is_current(sealed)
    assert rotated.is_current(rotated.seal(b"Siti", context="nama"))
    assert rotated.index("nik", "1") == SEALER.index("nik", "1")
    with pytest.raises(CannotUnseal):
        SEALER.unseal(rotated.seal(b"Siti", context="nama"), context="nama")


def test_a_value_whose_key_was_dropped_cannot_be_read():
    sealed = SEALER.seal(b"Siti", context="nama")
    with pytest.raises(CannotUnseal, match="no key"):
        Sealer(Keyring.from_keys([NEW])).unseal(sealed, context="nama")


@pytest.mark.parametrize("garbage", [b"", b"\x01", b"\x02" + bytes(60), b"bukan segel"])
def test_what_was_never_sealed_is_refused(garbage):
    with pytest.raises(CannotUnseal):
        SEALER.unseal(garbage, context="nama")


@pytest.mark.parametrize("keys", [[], [b"pendek"], [OLD, b"panjang" * 9]])
def test_a_keyring_needs_keys_of_the_right_length(keys):
    with pytest.raises(ValueError, match="key"):
        Keyring.from_keys(keys)


def test_keys_do_not_show_in_messages():
    shown = repr(Keyring((Key.from_secret(OLD),)))
    assert "lama" not in shown
    assert base64.b64encode(OLD).decode() not in shown
    assert "index_key" not in shown

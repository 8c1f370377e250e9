import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from palui.config.environment import WrongSettings
from palui.config.secrets_on_disk import data_keys, secret_key


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    first = (secret_key(folder), data_keys(folder))

    assert (secret_key(folder), data_keys(folder)) == first
    assert len(first[1][0]) == 32
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert sorted(path.name for path in folder.iterdir()) == ["data-keys", "secret-key"]


def test_two_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(tmp_path), range(8)))

    assert len(keys) == 1


def test_a_damaged_key_is_told_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "data-keys").write_text("rusak")

    with pytest.raises(WrongSettings) as caught:
        data_keys(tmp_path)

    assert str(tmp_path) in caught.value.sentences[0]
    assert (tmp_path / "data-keys").read_text() == "rusak"


def test_a_folder_that_cannot_be_made_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(WrongSettings) as caught:
        secret_key(tmp_path / "file" / "var")

    assert caught.value.sentences[0].startswith("PALUI_DATA_DIR tidak dapat dipakai: ")

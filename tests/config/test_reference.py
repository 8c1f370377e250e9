from pathlib import Path

from palui.config.environment import SETTINGS
from palui.config.reference import reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"


def test_the_reference_of_settings_is_what_the_program_knows() -> None:
    assert PAGE.read_text() == reference(), "run `make docs`"


def test_every_setting_is_explained() -> None:
    for setting in SETTINGS:
        assert f"## `{setting.name}`" in PAGE.read_text()
        assert setting.meaning.endswith(".")

"""The lists from which people are made."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml


def seeds() -> Mapping[str, Any]:
    """Names, trades, streets."""
    text = files("palui.practice").joinpath("seeds", "people.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data

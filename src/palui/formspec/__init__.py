"""Forms as data: one specification gives the page, the checks, the JSON Schema and the printed summary.

Pure: no framework, no database. What a definition may say stands in `specification`; what answers look
like once they are clean, in `values`.
"""

from palui.formspec.binding import (
    BoundField,
    BoundGroup,
    BoundItem,
    BoundOption,
    bound,
    input_id,
)
from palui.formspec.definition import DefinitionError
from palui.formspec.examples import example
from palui.formspec.form_data import (
    FormData,
    add_item,
    attach,
    from_form_data,
    merge,
    prefill,
    remove_item,
)
from palui.formspec.kinds import FILES, Kind, Precision
from palui.formspec.schema import json_schema
from palui.formspec.specification import Choices, Field, FormSpec, Group, Option, Rule
from palui.formspec.summary import SummaryGroup, SummaryRow, summary
from palui.formspec.validation import Outcome, validate, visible_groups

__all__ = [
    "FILES",
    "BoundField",
    "BoundGroup",
    "BoundItem",
    "BoundOption",
    "Choices",
    "DefinitionError",
    "Field",
    "FormData",
    "FormSpec",
    "Group",
    "Kind",
    "Option",
    "Outcome",
    "Precision",
    "Rule",
    "SummaryGroup",
    "SummaryRow",
    "add_item",
    "attach",
    "bound",
    "example",
    "from_form_data",
    "input_id",
    "json_schema",
    "merge",
    "prefill",
    "remove_item",
    "summary",
    "validate",
    "visible_groups",
]

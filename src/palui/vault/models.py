"""Columns whose content is sealed, for the tables of other rooms. The vault has no table of its own."""

import base64
import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from palui.vault.ports import sealer

if TYPE_CHECKING:
    _AnyColumn = models.Field[Any, Any]
    _TextColumn = models.CharField[str, str]
else:
    _AnyColumn = models.Field
    _TextColumn = models.CharField


#: Marks a sealed value in a dump, so that it is not taken for one in clear.
_DUMPED = "sealed:"


class _SealedField(_AnyColumn):
    """Binary in the database, plain in Python. It cannot be searched: keep an IndexField beside it."""

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def sealing_context(self) -> str:
        """The place for which its values are sealed."""
        return f"{self.model._meta.label_lower}.{self.name}"  # noqa: SLF001 - _meta is Django's public name

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Seal on the way to the database; NULL stays NULL. SQLite and psycopg both take bytes as they are."""
        return None if value is None else sealer().seal(self._packed(value), context=self.sealing_context)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """Unseal on the way out."""
        return None if value is None else self._unpacked(sealer().unseal(bytes(value), context=self.sealing_context))

    def value_to_string(self, obj: models.Model) -> str:
        """How a dump (`palui dumpdata`) writes it: sealed, in base64."""
        value = self.value_from_object(obj)
        if value is None:
            return ""
        sealed = sealer().seal(self._packed(value), context=self.sealing_context)
        return _DUMPED + base64.b64encode(sealed).decode()

    def to_python(self, value: Any) -> Any:
        """What a dump holds, read again. Values of forms and code pass as they are."""
        if not isinstance(value, str) or not value.startswith(_DUMPED):
            return value
        sealed = base64.b64decode(value.removeprefix(_DUMPED))
        return self._unpacked(sealer().unseal(sealed, context=self.sealing_context))

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` can be asked of a sealed column."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.sealing_context} is sealed: look it up by its IndexField")
        return super().get_lookup(lookup_name)

    def _packed(self, value: Any) -> bytes:
        raise NotImplementedError

    def _unpacked(self, content: bytes) -> Any:
        raise NotImplementedError


class SealedTextField(_SealedField):
    """Text, sealed. `str` in Python."""

    def _packed(self, value: str) -> bytes:
        return value.encode()

    def _unpacked(self, content: bytes) -> str:
        return content.decode()


class SealedJSONField(_SealedField):
    """Any JSON value, sealed; dates and decimals are stored as text."""

    def _packed(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()

    def _unpacked(self, content: bytes) -> Any:
        return json.loads(content)


class IndexField(_TextColumn):
    """The keyed index of a sealed number (64 hex signs): equal numbers are found, none can be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 64
        super().__init__(*args, **kwargs)


def sealed_fields(model: type[models.Model]) -> list[_SealedField]:
    """The sealed columns of a table."""
    return [field for field in model._meta.concrete_fields if isinstance(field, _SealedField)]  # noqa: SLF001 - Django's public name

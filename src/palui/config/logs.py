"""Logs: one JSON object a line on standard error, with no number that names a person."""

import logging.config
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from structlog.typing import EventDict, WrappedLogger

if TYPE_CHECKING:
    # The process that only watches the others has logs, but no Django.
    from django.http import HttpRequest, HttpResponse

#: NIK and KK have 16 digits; telephone numbers begin with +62, 62 or 0 and then 8.
_NUMBERS_OF_PEOPLE = re.compile(r"(?<![\d.])(?:\d{16}|(?:\+?62|0)[ -]?8(?:[ -]?\d){7,11})(?!\d)")
_MASK = "[nomor]"
#: Fields that may hold what a person wrote. They are dropped, whoever logged them.
_PRIVATE_FIELDS = frozenset({"answers", "raw", "password", "passphrase", "token", "nik", "kk", "phone"})

request_log = structlog.stdlib.get_logger("palui.request")


def mask_numbers(text: str) -> str:
    """The same text with every NIK, KK and telephone number hidden."""
    return _NUMBERS_OF_PEOPLE.sub(_MASK, text)


def drop_private_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Structlog processor: takes out fields that hold personal data."""
    return {name: value for name, value in event.items() if name not in _PRIVATE_FIELDS}


def _masked_json(logger: WrappedLogger, method: str, event: EventDict) -> str:
    rendered = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)(logger, method, event)
    return mask_numbers(str(rendered))


def configuration(level: str) -> dict[str, Any]:
    """A `logging.config.dictConfig` in which our own and foreign log lines take the same way."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared_steps(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    drop_private_fields,
                    structlog.processors.format_exc_info,
                    _masked_json,
                ],
            }
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Its lines carry whole paths, and a path may hold a one-time link; RequestLogMiddleware says the same safely.
            "django.request": {"level": "CRITICAL"},
            "django.security.csrf": {"level": "ERROR"},
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "pyhanko": {"level": "WARNING"},
            "pyhanko_certvalidator": {"level": "WARNING"},
        },
    }


def set_up(config: dict[str, Any]) -> None:
    """Turn logging on, as `configuration` describes it."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[*_shared_steps(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _shared_steps() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


class RequestLogMiddleware:
    """One line a request: the route (never the path, which may hold a secret link), status, milliseconds."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        started = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else None
        if route is not None:
            request_log.log(
                _level_of(route, response.status_code),
                "request",
                method=request.method,
                route=f"/{route}",
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        return response

    def process_exception(self, _request: "HttpRequest", exception: Exception) -> None:
        """An unexpected error is logged with its trace; the person sees the 500 page."""
        request_log.error("unexpected", exc_info=exception)


def _level_of(route: str, status: int) -> int:
    if status >= 500:
        return logging.ERROR
    # Whoever watches the server asks every few seconds; that is worth no line.
    return logging.DEBUG if route in {"healthz", "readyz"} else logging.INFO

"""A service in the words of schema.org, for search engines and assistants. Pure.

Source: https://schema.org/GovernmentService.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from palui.catalogue.domain.definition import ServiceDefinition
from palui.catalogue.domain.life_events import LIFE_EVENTS
from palui.catalogue.domain.parts import WORKING_HOURS_A_DAY

#: The city's languages in which a service can be asked for.
SPOKEN = ("id", "en")
_FREE = "gratis"
#: Where complaints about any service go (Presidential Regulation 76/2013; SP4N-LAPOR!).
_COMPLAINTS = {"url": "https://www.lapor.go.id", "telephone": "1708"}


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who answers for the service: the city, through its kelurahan."""

    name: str
    area: str
    url: str
    address: str = ""
    postal_code: str = ""
    phone: str = ""
    email: str = ""


def structured(definition: ServiceDefinition, *, provider: Provider, page: str, ask: str) -> dict[str, Any]:
    """The service as JSON-LD. `page` is its page; `ask` is where it is asked for, empty for guidance."""
    events = {event.key: event.title for event in LIFE_EVENTS}
    area = {"@type": "AdministrativeArea", "name": provider.area}
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": page,
        "url": page,
        "identifier": definition.code,
        "name": definition.title,
        "alternateName": sorted({title for title in definition.titles.values() if title != definition.title}),
        "description": definition.summary,
        "serviceType": _TYPES[definition.kind.value],
        "category": [events[key] for key in definition.life_events if key in events],
        "provider": _organization(provider),
        "areaServed": area,
        "jurisdiction": area,
        "audience": {"@type": "Audience", "audienceType": "Warga", "geographicArea": area},
        "termsOfService": page,
        "offers": _offer(definition),
        "availableChannel": _channels(definition, provider, ask),
    }
    if definition.letter is not None:
        about["serviceOutput"] = {
            "@type": "DigitalDocument",
            "name": definition.product,
            "encodingFormat": "application/pdf",
        }
    return _given(about)


_TYPES = {
    "letter": "Surat keterangan",
    "referral": "Surat pengantar",
    "registration": "Pencatatan pernyataan",
    "guidance": "Panduan",
}


def _organization(provider: Provider) -> dict[str, Any]:
    contact = {"@type": "ContactPoint", "contactType": "Pengaduan", "areaServed": "ID", "availableLanguage": ["id"]}
    return _given(
        {
            "@type": "GovernmentOrganization",
            "name": provider.name,
            "url": provider.url,
            "telephone": provider.phone,
            "email": provider.email,
            "address": _given(
                {
                    "@type": "PostalAddress",
                    "streetAddress": provider.address,
                    "postalCode": provider.postal_code,
                    "addressLocality": provider.area,
                    "addressCountry": "ID",
                }
            ),
            "contactPoint": contact | _COMPLAINTS,
        }
    )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {key: value for key, value in values.items() if value}


def _offer(definition: ServiceDefinition) -> dict[str, Any]:
    """What the kelurahan asks for it; what others ask stands in the description."""
    offer: dict[str, Any] = {"@type": "Offer", "description": definition.fee}
    if definition.fee.lower().startswith(_FREE):
        offer |= {"price": "0", "priceCurrency": "IDR"}
    return offer


def _channels(definition: ServiceDefinition, provider: Provider, ask: str) -> list[dict[str, Any]]:
    """The phone first, then the counter; how long it takes is the same for both."""
    found: list[dict[str, Any]] = [
        {
            "@type": "ServiceChannel",
            "name": "Loket kelurahan",
            "availableLanguage": ["id", "bjn"],
            "serviceLocation": {"@type": "Place", "name": f"Kantor kelurahan di {provider.area}"},
        }
    ]
    if ask:
        found.insert(
            0, {"@type": "ServiceChannel", "name": "Palui", "availableLanguage": list(SPOKEN), "serviceUrl": ask}
        )
    return [
        channel | {"processingTime": _duration(definition.hours)} if definition.hours else channel for channel in found
    ]


def _duration(hours: float) -> str:
    """Working time as ISO 8601; it has no word for working days, so they stand as days."""
    return f"PT{ceil(hours)}H" if hours < WORKING_HOURS_A_DAY else f"P{ceil(hours / WORKING_HOURS_A_DAY)}D"


def data_block(about: Mapping[str, Any]) -> str:
    """JSON that no text in it can end or turn into markup: it stands between script tags of a page."""
    return json.dumps(about, ensure_ascii=False).translate(_ESCAPES)


_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

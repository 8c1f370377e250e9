"""Pages of services: for everybody, and for who looks after an office."""

from palui.catalogue.views.offices import office_service, office_services
from palui.catalogue.views.reading import service, services

__all__ = ["office_service", "office_services", "service", "services"]

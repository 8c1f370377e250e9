"""Asking over the API: one submission, or everything that a life event opens."""

from palui.intake.api.life_events import router as life_events
from palui.intake.api.submissions import router

router.add_router("", life_events)

__all__ = ["router"]

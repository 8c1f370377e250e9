"""Which static files are served: ours. What libraries bring for their own pages is not."""

from collections.abc import Sequence

from django.apps import apps
from django.contrib.staticfiles.finders import AppDirectoriesFinder


class RoomsFinder(AppDirectoriesFinder):
    """Finds files in `static/` of our rooms only."""

    def __init__(self, app_names: Sequence[str] | None = None, *args: object, **kwargs: object) -> None:
        ours = [app.name for app in apps.get_app_configs() if app.name.startswith("palui.")]
        super().__init__(app_names or ours, *args, **kwargs)

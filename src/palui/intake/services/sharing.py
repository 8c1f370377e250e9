"""One document for several services of a bundle: where else it serves."""

from palui.catalogue import selectors as catalogue
from palui.intake.domain import SubmissionState
from palui.intake.models import Submission


def places_beside(row: Submission, key: str) -> dict[str, str]:
    """Key by code of the other drafts of the bundle that ask for the same document; {} for what was begun alone."""
    if row.bundle_id is None or row.bundle is None:
        return {}
    plan = catalogue.plans().get(row.bundle.event)
    same = plan.same_document(catalogue.version(row.service_version_id).code, key) if plan is not None else {}
    if not same:
        return {}
    beside = Submission.objects.filter(bundle_id=row.bundle_id, state=SubmissionState.DRAFT.value).exclude(pk=row.pk)
    places = {}
    for code, version_id in beside.order_by("pk").values_list("code", "service_version_id"):
        version = catalogue.version(version_id)
        at = same.get(version.code)
        if at is not None and any(item.key == at for item in version.definition.evidence):
            places[code] = at
    return places

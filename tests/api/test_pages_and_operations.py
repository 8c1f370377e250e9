"""Whatever a page can do, the API can: every page names its operation, or why it has none."""

from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from palui.config.api import api

#: Page → the operations that do the same.
OPERATIONS: dict[str, str] = {
    "app_login": "accounts_me",
    "account_login": "accounts_me",
    "accounts:sign_up": "accounts_sign_up",
    "accounts:profile": "accounts_profile",
    "accounts:change": "accounts_change_profile",
    "accounts:password": "accounts_change_password",
    "accounts:devices": "accounts_devices accounts_sign_out_others",
    "accounts:confirm_email": "accounts_confirm_email",
    "accounts:help": "accounts_help_sign_in",
    "accounts:mandates": "regions_offices",
    "accounts:office": "accounts_mandates",
    "accounts:grant": "accounts_people accounts_grant",
    "accounts:new_person": "accounts_new_person",
    "accounts:end": "accounts_end_mandate",
    "builder:list": "builder_every_service builder_drafts",
    "builder:new": "builder_begin",
    "builder:bring_in": "builder_check_file builder_bring_in",
    "builder:draft": "builder_draft builder_mistakes",
    "builder:begin": "builder_change_service builder_take_bundled",
    "builder:copy": "builder_copy_of",
    "builder:about": "builder_change",
    "builder:questions": "builder_change",
    "builder:documents": "builder_change",
    "builder:route": "builder_change",
    "builder:letter": "builder_change",
    "builder:standard": "builder_change",
    "builder:languages": "builder_change",
    "builder:add_top": "builder_change",
    "builder:item": "builder_change",
    "builder:add": "builder_change",
    "builder:remove": "builder_change",
    "builder:move": "builder_change",
    "builder:drawing": "builder_letter",
    "builder:try_out": "builder_letter",
    "builder:compare": "builder_changes builder_version",
    "builder:publish": "builder_publish",
    "builder:undo": "builder_undo",
    "builder:discard": "builder_discard",
    "builder:retire": "builder_retire",
    "builder:call_off": "builder_call_off",
    "builder:history": "builder_history",
    "builder:offer_again": "builder_offer_again",
    "builder:export": "builder_draft_file",
    "cases:desk": "cases_desk",
    "cases:link": "cases_link",
    "cases:endorse_by_link": "cases_endorse_by_link",
    "cases:reject_by_link": "cases_reject_by_link",
    "cases:confirm_link": "cases_confirmation_behind_link",
    "cases:confirm_by_link": "cases_confirm_by_link",
    "cases:decline_by_link": "cases_decline_by_link",
    "cases:confirmation": "cases_confirmation",
    "cases:confirm": "cases_confirm",
    "cases:decline": "cases_decline",
    "cases:make_confirmation_link": "cases_make_confirmation_link",
    "cases:confirm_at_counter": "cases_confirm_at_counter cases_decline_at_counter",
    "cases:case": "portal_whole_case",
    "cases:timeline": "portal_whole_case",
    "cases:claim": "cases_claim",
    "cases:hand_back": "cases_hand_back",
    "cases:endorse": "cases_endorse",
    "cases:verify": "cases_verify",
    "cases:countersign": "cases_countersign",
    "cases:inspect": "cases_inspect cases_put_inspection_photo",
    "cases:send_back": "cases_send_back",
    "cases:ask_correction": "cases_ask_correction",
    "cases:answer_correction": "cases_answer_correction",
    "cases:reject": "cases_reject",
    "cases:withdraw": "cases_withdraw",
    "cases:make_link": "cases_make_link",
    "cases:evidence": "cases_evidence",
    "catalogue:list": "catalogue_services",
    "catalogue:service": "catalogue_service",
    "delivery:inbox": "delivery_inbox",
    "delivery:read_all": "delivery_read_all",
    "delivery:message": "delivery_message",
    "delivery:messages": "delivery_messages_of_case",
    "delivery:retry": "delivery_retry",
    "delivery:recipients": "delivery_recipients",
    "intake:start": "intake_subjects intake_create",
    "intake:resume": "intake_read",
    "intake:group": "intake_change intake_add_row intake_remove_row",
    "intake:autosave": "intake_change",
    "intake:evidence": "intake_attach",
    "intake:file": "intake_evidence",
    "intake:remove_evidence": "intake_remove_evidence",
    "intake:review": "intake_submit intake_give_consent intake_note_phone intake_ask_consent_code",
    "intake:discard": "intake_delete",
    "intake:receipt": "intake_read",
    "intake:people": "intake_find_residents intake_served",
    "intake:pick": "intake_create",
    "intake:counter": "intake_change intake_give_consent intake_attach_consent",
    "intake:counter_autosave": "intake_change",
    "intake:helping": "intake_find_residents",
    "intake:helping_pick": "intake_create",
    "letters:sign": "letters_sign",
    "letters:signed": "portal_whole_case",
    "letters:part": "portal_whole_case",
    "letters:print": "letters_letter_file",
    "letters:preview": "letters_preview",
    "letters:preview_page": "letters_preview",
    "letters:sign_many": "letters_sign_many",
    "letters:register": "letters_register",
    "letters:export": "letters_export",
    "letters:revoke": "letters_revoke",
    "letters:replace": "letters_replace letters_answers",
    "letters:pdf": "letters_letter_file",
    "letters:verify": "letters_letter_status",
    "letters:check": "letters_verify",
    "letters:emblem": "letters_set_emblem letters_remove_emblem",
    "letters:emblem_picture": "letters_letterhead_picture",
    "letters:certificate": "letters_certificates",
    "letters:certificate_file": "letters_certificate_file",
    "letters:credential": "letters_credential letters_issue_credential letters_change_passphrase",
    "portal:search": "catalogue_services",
    "portal:mine": "portal_own_cases intake_drafts",
    "portal:track": "portal_track",
    "portal:tracking": "portal_track portal_whole_case",
    "portal:record": "portal_record",
    "portal:export_record": "portal_export_record",
    "portal:prove_record": "portal_prove_record",
    "portal:roots": "portal_seals",
    "portal:queue": "portal_queue",
    "portal:retry_stuck": "portal_retry_stuck",
    "portal:retry_entry": "portal_retry_entry",
    "portal:discard_entry": "portal_discard_entry",
    "regions:offices": "regions_offices",
    "regions:letterhead": "regions_office regions_change_office",
    "regions:hours": "regions_hours regions_change_hours",
    "regions:holidays": "regions_holidays regions_add_holiday",
    "regions:remove_holiday": "regions_remove_holiday",
    "regions:neighbourhoods": "regions_neighbourhoods regions_add_neighbourhood",
    "residents:list": "residents_search",
    "residents:add": "residents_add",
    "residents:imports": "residents_imports residents_send_import",
    "residents:import": "residents_one_import",
    "residents:import_start": "residents_start_import",
    "residents:import_cancel": "residents_cancel_import",
    "residents:import_report": "residents_import_report",
    "residents:detail": "residents_resident",
    "residents:correct": "residents_correct",
}
#: Pages for eyes alone, or for machines; signing out is the library's own (DELETE of the session).
NONE_BY_NATURE = {
    "account_logout",
    "app_session",
    "portal:home",
    "portal:privacy",
    "portal:accessibility",
    "portal:help",
    "portal:alive",
    "portal:ready",
    "residents:import_example",
    "ui:choose_language",
    "ui:offline",
    "ui:worker",
    "ui:favicon",
    "ui:manifest",
    "ui:style_guide",
}


def _pages(patterns: Any, namespace: str = "") -> set[str]:
    found: set[str] = set()
    for one in patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "api":
                found |= _pages(one.url_patterns, f"{one.namespace}:" if one.namespace else namespace)
        elif isinstance(one, URLPattern):
            found.add(f"{namespace}{one.name}")
    return found


def test_every_page_has_its_operation() -> None:
    pages = _pages(get_resolver().url_patterns)

    assert pages - OPERATIONS.keys() - NONE_BY_NATURE == set(), "give the page an operation"
    assert (OPERATIONS.keys() | NONE_BY_NATURE) - pages == set(), "no such page"


def test_every_operation_named_is_there() -> None:
    schema = api.get_openapi_schema()
    there = {operation["operationId"] for item in schema["paths"].values() for operation in item.values()}

    assert {name for names in OPERATIONS.values() for name in names.split()} <= there

"""The table of who gets where; `test_permissions` holds everything that there is against it.

A policy says for every role how the city answers; every page and operation names its policy. Signs: `+` let in (or refused for
what was sent, not for who sent it), `S` asked to sign in, `-` told that there is nothing, `F` told that it is another's to do, `>` led to another page.
"""

#: Who asks: the column, and who of the cast it is ("" is a visitor).
ROLES = {
    "visitor": "",
    "owner": "siti",
    "resident": "budi",  # Siti's neighbour; a witness where witnesses are asked
    "rt": "masrani",
    "other_rt": "other_rt_head",
    "rw": "syahrani",
    "other_rw": "other_rw_head",
    "officer": "fauzi",
    "elsewhere": "norhayati",  # an officer of another kelurahan
    "section": "rusmiati",
    "secretary": "rizani",
    "lurah": "ratna",
    "camat": "camat",
    "admin": "administrator",
    "services": "lina",  # looks after the city's services
    "auditor": "yulia",
}

STAFF = ("officer", "section", "secretary", "lurah")
#: Who sees the case: the applicant, the office, and heads of neighbourhoods once it has come to them.
SEEING = ("owner", "rt", "rw", *STAFF)


def _only(*let_in: str, visitor: str = "S", others: str = "-", **signs: str) -> str:
    """Let these in; a visitor signs in first, and for all others there is nothing."""
    told = {"visitor": visitor} | dict.fromkeys(let_in, "+") | signs
    return "".join(told.get(role, others) for role in ROLES)


def _turn(*whose: str, seeing: tuple[str, ...] = SEEING) -> str:
    """These act; who only sees the case is told that it is not theirs to do."""
    return _only(*whose, **{role: "F" for role in seeing if role not in whose})


PUBLIC = _only(visitor="+", others="+")
NOBODY = _only(visitor="-")
SIGNED_IN = _only(others="+")
OWN = _only("owner")
WITNESS = _only("resident")
#: What an officer fills in for somebody is theirs alone until it is sent.
HELPER = _only("officer")
RT_HEADS = _only("rt", "other_rt")
RT_OF_RESIDENT = _only("rt")
#: One's own office: what there is, is found by one's own mandate.
OFFICE = _only(*STAFF, "elsewhere")
#: A thing of Sungai Jingah.
OFFICE_HERE = _only(*STAFF)
REGISTER = _only(*STAFF, "elsewhere", "camat")
DESK = _only("rt", "other_rt", "rw", "other_rw", *STAFF, "elsewhere", "camat")
#: Who looks after Sungai Jingah: its people's mandates, its hours, its register's imports.
KEEPERS = _only("secretary", "lurah", "admin")
#: Whoever has a desk is asked whom to help. Only residents of the own office are found, for administrators everybody.
PASSWORD_HELP = _only(*STAFF, "elsewhere", "camat", "admin")
SIGNATORIES = _only("lurah", "camat")
LURAH = _only("lurah")
ADMIN = _only("admin")
AUDITOR = _only("auditor")
SERVICES = _only("services")
#: The engine room is not even hinted at: no sign-in is offered to a visitor.
ADMIN_UNSEEN = _only("admin", visitor="-")
AUDITOR_UNSEEN = _only("auditor", visitor="-")
#: The whole case, and what hangs on it.
CASE = _only(*SEEING)
#: Heads of neighbourhoods see no file and no register data.
CASE_FILES = _only("owner", *STAFF)
RW_TURN = _turn("rw")
OFFICER_TURN = _turn("officer")
LURAH_TURN = _turn("lurah")
APPLICANT = _turn("owner")

#: Policy, methods, pages ("room:name").
PAGES = (
    (
        PUBLIC,
        "GET",
        "ui:offline ui:worker ui:manifest accounts:confirm_email catalogue:list catalogue:service",
    ),
    (PUBLIC, "GET", "letters:pdf letters:verify letters:certificate letters:certificate_file"),
    (PUBLIC, "GET", "portal:home portal:search portal:privacy portal:accessibility portal:help"),
    (PUBLIC, "GET", "portal:roots portal:alive portal:ready portal:standard portal:standards portal:poster"),
    (_only(visitor=">", others=">"), "GET", "ui:choose_language ui:favicon"),
    (PUBLIC, "POST", "app_login accounts:confirm_email"),
    (PUBLIC, "GET POST", "letters:check portal:track"),
    (_only(visitor="+", others=">"), "GET", "account_login accounts:sign_up"),
    (_only(visitor=">", others="+"), "GET", "account_logout"),
    (PUBLIC, "POST", "account_login account_logout accounts:sign_up"),
    # Whoever is not the applicant shows code and digits first, at portal:track.
    (_only("owner", visitor=">", others=">"), "GET", "portal:tracking"),
    # Whoever holds a link may do what it says.
    (PUBLIC, "GET", "cases:link cases:confirm_link"),
    (PUBLIC, "POST", "cases:endorse_by_link cases:reject_by_link cases:confirm_by_link cases:decline_by_link"),
    # Only in a practice city.
    (NOBODY, "GET", "ui:style_guide"),
    (SIGNED_IN, "GET", "app_session"),
    # Signs out; the answer is that of one who is to sign in.
    (_only(others="S"), "DELETE", "app_session"),
    (SIGNED_IN, "GET", "accounts:profile delivery:inbox portal:mine"),
    (SIGNED_IN, "GET POST", "accounts:change accounts:password accounts:devices intake:start"),
    (SIGNED_IN, "POST", "delivery:read_all"),
    # What waits for one's signature: for whoever signs nothing, nothing.
    (SIGNED_IN, "GET POST", "letters:sign_many"),
    # What one can get when something happens; without answers one is led to the questions.
    (PUBLIC, "GET POST", "intake:life_event"),
    (_only(visitor=">", others=">"), "GET", "intake:choose"),
    (PUBLIC, "POST", "intake:choose"),
    (OWN, "GET", "intake:file delivery:message intake:bundle"),
    (_only(owner=">"), "GET", "intake:resume intake:receipt intake:bundle_next"),
    (OWN, "GET POST", "intake:shared intake:choose_again intake:bundle_review intake:discard_bundle"),
    (OWN, "GET POST", "intake:group intake:evidence intake:review intake:discard"),
    (OWN, "POST", "intake:autosave intake:remove_evidence"),
    (WITNESS, "GET", "cases:confirmation"),
    (WITNESS, "POST", "cases:confirm cases:decline"),
    (HELPER, "GET POST", "intake:counter"),
    (HELPER, "POST", "intake:counter_autosave"),
    (RT_HEADS, "GET POST", "intake:helping"),
    (RT_OF_RESIDENT, "GET POST", "intake:helping_pick"),
    (OFFICE, "GET POST", "intake:people residents:list residents:add"),
    (OFFICE_HERE, "GET POST", "intake:pick residents:correct"),
    (
        OFFICE_HERE,
        "GET",
        "residents:detail letters:signed letters:part letters:preview letters:preview_page",
    ),
    (OFFICE_HERE, "GET", "cases:timeline delivery:messages"),
    (OFFICE_HERE, "POST", "delivery:retry"),
    (REGISTER, "GET", "letters:register letters:export"),
    (DESK, "GET", "cases:desk"),
    (PASSWORD_HELP, "GET POST", "accounts:help"),
    (KEEPERS, "GET", "accounts:office residents:imports residents:import_example residents:import"),
    (KEEPERS, "GET POST", "accounts:grant accounts:new_person accounts:end"),
    (KEEPERS, "GET POST", "regions:letterhead regions:hours regions:holidays regions:neighbourhoods"),
    (KEEPERS, "GET", "catalogue:office_services"),
    (KEEPERS, "GET POST", "catalogue:office_service"),
    (KEEPERS, "POST", "regions:remove_holiday residents:imports residents:import_start residents:import_cancel"),
    (KEEPERS, "GET", "residents:import_report"),
    # Who looks after one office is led to it.
    (_only("admin", secretary=">", lurah=">"), "GET", "accounts:mandates"),
    (_only("admin", secretary=">", lurah=">", camat=">"), "GET", "regions:offices"),
    # To the letter's public file.
    (_only(**dict.fromkeys(STAFF, ">")), "GET", "letters:print"),
    (SIGNATORIES, "GET POST", "letters:credential"),
    (LURAH, "GET POST", "letters:sign letters:revoke letters:replace"),
    (ADMIN, "GET POST", "letters:emblem"),
    (ADMIN, "GET", "letters:emblem_picture"),
    (SERVICES, "GET", "builder:list builder:draft builder:route builder:compare builder:history builder:export"),
    (SERVICES, "GET POST", "builder:new builder:bring_in builder:copy builder:about builder:questions"),
    (SERVICES, "GET POST", "builder:documents builder:letter builder:standard builder:languages builder:try_out"),
    (SERVICES, "GET POST", "builder:publish builder:discard builder:retire builder:offer_again"),
    (SERVICES, "GET POST", "builder:item builder:add builder:add_top builder:remove"),
    (SERVICES, "POST", "builder:begin builder:drawing builder:undo builder:call_off builder:move"),
    (ADMIN_UNSEEN, "GET", "portal:queue"),
    (ADMIN_UNSEEN, "POST", "portal:retry_stuck portal:retry_entry"),
    (ADMIN_UNSEEN, "GET POST", "portal:discard_entry"),
    (AUDITOR_UNSEEN, "GET", "portal:record portal:export_record"),
    (AUDITOR_UNSEEN, "POST", "portal:prove_record"),
    (CASE, "GET", "delivery:recipients"),
    # The applicant is led to the page that tells where it stands.
    (_only("rt", "rw", *STAFF, owner=">"), "GET", "cases:case"),
    (CASE_FILES, "GET", "cases:evidence"),
    (RW_TURN, "POST", "cases:endorse"),
    (
        OFFICER_TURN,
        "POST",
        "cases:claim cases:hand_back cases:verify cases:send_back cases:ask_correction cases:reject",
    ),
    (_turn("officer", seeing=STAFF), "POST", "cases:make_confirmation_link cases:confirm_at_counter"),
    (HELPER, "GET POST", "cases:inspect"),
    (OFFICE_HERE, "POST", "cases:make_link"),
    # No route of today asks for an initial, so whoever sees the case is told just that.
    (CASE, "POST", "cases:countersign"),
    # Who may not answer is shown where the case stands.
    (_only(**dict.fromkeys(SEEING, ">") | {"owner": "+"}), "GET", "cases:answer_correction"),
    (CASE, "POST", "cases:answer_correction"),
    (APPLICANT, "POST", "cases:withdraw"),
)

#: Policy, methods, operations of the API.
OPERATIONS = (
    (PUBLIC, "POST", "accounts_sign_up accounts_confirm_email portal_track letters_verify"),
    (PUBLIC, "GET", "catalogue_services catalogue_service catalogue_form_schema portal_seals"),
    (PUBLIC, "GET", "intake_life_events intake_life_event"),
    (PUBLIC, "POST", "intake_outlook"),
    # What stands under this code was asked for alone.
    (NOBODY, "POST", "portal_track_together"),
    (PUBLIC, "GET", "letters_certificates letters_certificate_file letters_letter_status letters_letter_file"),
    (PUBLIC, "GET", "cases_link cases_confirmation_behind_link"),
    (PUBLIC, "POST", "cases_endorse_by_link cases_reject_by_link cases_confirm_by_link cases_decline_by_link"),
    (SIGNED_IN, "GET", "accounts_me accounts_profile accounts_devices delivery_inbox portal_own_cases"),
    (SIGNED_IN, "GET", "intake_subjects intake_drafts intake_served cases_confirmations"),
    (SIGNED_IN, "GET", "intake_bundles"),
    (SIGNED_IN, "POST", "intake_start_bundle"),
    (OWN, "GET", "intake_read_bundle"),
    (OWN, "PUT", "intake_change_bundle intake_choose_services"),
    (OWN, "POST", "intake_send_bundle"),
    (OWN, "DELETE", "intake_discard_bundle"),
    (SIGNED_IN, "PATCH", "accounts_change_profile"),
    (SIGNED_IN, "POST", "accounts_change_password accounts_sign_out_others delivery_read_all intake_create"),
    # Of the offices one looks after; who looks after none gets an empty list.
    (SIGNED_IN, "GET", "regions_offices"),
    (OWN, "GET", "intake_read intake_evidence delivery_message"),
    (OWN, "PUT", "intake_change intake_attach"),
    (OWN, "DELETE", "intake_delete intake_remove_evidence"),
    (OWN, "POST", "intake_submit intake_add_row intake_remove_row"),
    (WITNESS, "GET", "cases_confirmation"),
    (WITNESS, "POST", "cases_confirm cases_decline"),
    (HELPER, "PUT", "intake_give_consent intake_attach_consent intake_note_phone"),
    (HELPER, "POST", "intake_ask_consent_code"),
    (OFFICE, "POST", "intake_find_residents residents_search residents_add"),
    (OFFICE_HERE, "GET", "residents_resident letters_preview delivery_messages_of_case"),
    (OFFICE_HERE, "PATCH", "residents_correct"),
    (OFFICE_HERE, "POST", "delivery_retry cases_make_link"),
    (REGISTER, "GET", "letters_register letters_export"),
    (DESK, "GET", "cases_desk"),
    (PASSWORD_HELP, "POST", "accounts_help_sign_in"),
    (
        KEEPERS,
        "GET",
        "accounts_people accounts_mandates residents_imports residents_one_import residents_import_report",
    ),
    (KEEPERS, "POST", "accounts_new_person accounts_grant accounts_end_mandate residents_send_import"),
    (KEEPERS, "POST", "residents_start_import residents_cancel_import regions_add_holiday regions_add_neighbourhood"),
    (KEEPERS, "GET", "regions_office regions_hours regions_holidays regions_neighbourhoods catalogue_office_services"),
    (KEEPERS, "PATCH", "regions_change_office"),
    (KEEPERS, "PUT", "regions_change_hours catalogue_keep_office_service"),
    (KEEPERS, "DELETE", "regions_remove_holiday"),
    (SIGNATORIES, "POST", "letters_issue_credential"),
    # Of one's own certificate: who has none is told that.
    (SIGNED_IN, "POST", "letters_change_passphrase letters_sign_many"),
    # The camat of the cast has no certificate yet.
    (LURAH, "GET", "letters_credential"),
    (LURAH_TURN, "POST", "letters_sign"),
    (_turn("lurah", seeing=STAFF), "POST", "letters_revoke letters_replace"),
    (_turn("lurah", seeing=STAFF), "GET", "letters_answers"),
    (ADMIN, "PUT", "letters_set_emblem"),
    (ADMIN, "DELETE", "letters_remove_emblem"),
    (ADMIN, "GET", "letters_letterhead_picture portal_queue"),
    (ADMIN, "POST", "portal_retry_stuck portal_retry_entry portal_discard_entry"),
    (
        SERVICES,
        "GET",
        "builder_every_service builder_history builder_version builder_drafts builder_draft builder_mistakes",
    ),
    (SERVICES, "GET", "builder_changes builder_draft_file builder_letter"),
    (
        SERVICES,
        "POST",
        "builder_change_service builder_take_bundled builder_retire builder_offer_again builder_begin builder_check_file",
    ),
    (SERVICES, "POST", "builder_bring_in builder_undo builder_copy_of builder_publish"),
    (SERVICES, "POST", "builder_call_off"),
    (SERVICES, "PUT", "builder_change"),
    (SERVICES, "DELETE", "builder_discard"),
    (AUDITOR, "GET", "portal_record portal_export_record"),
    (AUDITOR, "POST", "portal_prove_record"),
    (CASE, "GET", "portal_whole_case delivery_recipients"),
    (CASE_FILES, "GET", "cases_evidence"),
    (RW_TURN, "POST", "cases_endorse"),
    (
        OFFICER_TURN,
        "POST",
        "cases_claim cases_hand_back cases_verify cases_send_back cases_ask_correction cases_reject",
    ),
    (OFFICER_TURN, "POST", "cases_inspect"),
    (OFFICER_TURN, "PUT", "cases_put_inspection_photo"),
    (_turn("officer", seeing=STAFF), "POST", "cases_make_confirmation_link cases_confirm_at_counter"),
    (_turn("officer", seeing=STAFF), "POST", "cases_decline_at_counter"),
    # No route of today asks for an initial, so whoever sees the case is told just that.
    (CASE, "POST", "cases_countersign"),
    (APPLICANT, "POST", "cases_answer_correction cases_withdraw"),
)

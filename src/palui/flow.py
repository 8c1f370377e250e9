"""The whole process in one table: when this happens, do that. Reading it is reading the product.

What stands without `later` happens before the page answers; `later` leaves it to the worker.
"""

from palui.accounts.events import EmailToConfirm
from palui.cases import services as cases
from palui.cases.events import (
    CaseIssued,
    CaseRefused,
    CaseTurnedBack,
    CaseWithdrawn,
    ConfirmationAsked,
    CorrectionAnswered,
    CorrectionAsked,
    StepOverdue,
    StepReached,
    StepTimeIsUp,
)
from palui.catalogue import services as catalogue
from palui.catalogue.events import ServiceDue
from palui.delivery import services as delivery
from palui.delivery.events import MessageQueued
from palui.intake.events import ConsentCodeAsked, SubmissionReceived
from palui.letters import services as letters
from palui.letters.events import LetterReplaced, LetterRevoked, LetterSigned
from palui.outbox.services import Flow, later
from palui.residents import services as residents
from palui.residents.events import ImportReceived, ImportStarted

FLOW: Flow = {
    ServiceDue: (catalogue.offer_due,),
    ConsentCodeAsked: (later(delivery.send_consent_code),),
    SubmissionReceived: (cases.open_case, delivery.confirm_receipt),
    StepReached: (delivery.tell_whose_turn_it_is,),
    ConfirmationAsked: (delivery.ask_for_confirmation,),
    StepTimeIsUp: (cases.escalate_if_late,),
    StepOverdue: (delivery.tell_of_delay,),
    CorrectionAsked: (letters.void_partial, delivery.tell_of_correction),
    CorrectionAnswered: (delivery.tell_whose_turn_it_is,),
    CaseTurnedBack: (letters.void_partial,),
    CaseRefused: (letters.void_partial, delivery.tell_of_refusal),
    CaseWithdrawn: (letters.void_partial, delivery.tell_of_withdrawal),
    LetterSigned: (cases.close_as_issued, delivery.hand_over_letter),
    LetterRevoked: (delivery.tell_of_revocation,),
    LetterReplaced: (delivery.hand_over_replacement,),
    CaseIssued: (),
    EmailToConfirm: (later(delivery.ask_to_confirm_email),),
    MessageQueued: (later(delivery.send_message),),
    ImportReceived: (later(residents.read_import),),
    ImportStarted: (later(residents.run_import),),
}

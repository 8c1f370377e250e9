"""Telling people: what is said when (`telling`), and how it goes out (`sending`)."""

from palui.delivery.services.addressing import ask_to_confirm_email
from palui.delivery.services.consenting import send_consent_code
from palui.delivery.services.reading import read_all, read_message
from palui.delivery.services.sending import retry_message, send_message
from palui.delivery.services.telling import (
    ask_for_confirmation,
    confirm_receipt,
    hand_over_letter,
    hand_over_replacement,
    tell_of_correction,
    tell_of_delay,
    tell_of_refusal,
    tell_of_revocation,
    tell_of_withdrawal,
    tell_whose_turn_it_is,
)

__all__ = [
    "ask_for_confirmation",
    "ask_to_confirm_email",
    "confirm_receipt",
    "hand_over_letter",
    "hand_over_replacement",
    "read_all",
    "read_message",
    "retry_message",
    "send_consent_code",
    "send_message",
    "tell_of_correction",
    "tell_of_delay",
    "tell_of_refusal",
    "tell_of_revocation",
    "tell_of_withdrawal",
    "tell_whose_turn_it_is",
]

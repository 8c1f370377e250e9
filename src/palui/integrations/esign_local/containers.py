"""Signature containers (CMS SignedData, RFC 5652) as PAdES asks for them at level B-B (ETSI EN 319 142-1, 5.3).

Written here, because all of it but a digest and a signature is the same for every letter of a signatory: a general
library builds it anew each time, at ten times the cost of rendering a letter's QR. Reading is left to asn1crypto, so
that what is written here is checked by what others wrote.
"""

import hashlib
from collections.abc import Sequence

from asn1crypto import cms  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import Certificate

#: The longest an ECDSA signature over P-256 gets (RFC 3279, 2.2.3): two numbers of 33 bytes and their heads.
_LONGEST_SIGNATURE = 72

_SEQUENCE, _SET, _OCTETS, _INTEGER = 0x30, 0x31, 0x04, 0x02
_FIRST_OF_CONTEXT = 0xA0


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def _oid(dotted: str) -> bytes:
    first, second, *others = map(int, dotted.split("."))
    body = bytearray()
    for number in (40 * first + second, *others):
        sevens = [number & 0x7F]
        while number := number >> 7:
            sevens.append(0x80 | number & 0x7F)
        body += bytes(reversed(sevens))
    return _der(0x06, bytes(body))


def _integer(number: int) -> bytes:
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


_DATA = _oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = _oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = _oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = _oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = _oid("1.2.840.113549.1.9.16.2.47")  # version 2 (RFC 5035), SHA-256 by default
_SHA256 = _der(_SEQUENCE, _oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = _der(_SEQUENCE, _oid("1.2.840.10045.4.3.2"))


class Sealer:
    """Makes containers with one key; everything that does not change is prepared once."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, certificate: bytes, read: Certificate, chain: Sequence[bytes]
    ) -> None:
        self._key = key
        named = _der(_OCTETS, hashlib.sha256(certificate).digest())
        self._attributes = (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_SIGNING_CERTIFICATE, _der(_SEQUENCE, _der(_SEQUENCE, _der(_SEQUENCE, named)))),
        )
        self._head = b"".join(
            (
                _integer(1),
                _der(_SET, _SHA256),
                _der(_SEQUENCE, _DATA),
                # A set of certificates stands in the order of its encodings (X.690, 11.6).
                _der(_FIRST_OF_CONTEXT, *sorted((certificate, *chain))),
            )
        )
        self._signer = _integer(1) + _der(_SEQUENCE, read.issuer.public_bytes(), _integer(read.serial_number))
        self.size = len(self._container(self._signed_attributes(bytes(32)), bytes(_LONGEST_SIGNATURE)))

    def seal(self, digest: bytes) -> bytes:
        """The container for content with that SHA-256; never longer than `size` bytes."""
        attributes = self._signed_attributes(digest)
        # What is signed is the set with its own tag, what is kept has the context's (RFC 5652, 5.4).
        signature = self._key.sign(_der(_SET, attributes), ec.ECDSA(hashes.SHA256()))
        return self._container(attributes, signature)

    def _signed_attributes(self, digest: bytes) -> bytes:
        return b"".join(sorted((*self._attributes, _attribute(_MESSAGE_DIGEST, _der(_OCTETS, digest)))))

    def _container(self, attributes: bytes, signature: bytes) -> bytes:
        info = _der(
            _SEQUENCE,
            self._signer,
            _SHA256,
            _der(_FIRST_OF_CONTEXT, attributes),
            _ECDSA_SHA256,
            _der(_OCTETS, signature),
        )
        signed = _der(_SEQUENCE, self._head, _der(_SET, info))
        return _der(_SEQUENCE, _SIGNED_DATA, _der(_FIRST_OF_CONTEXT, signed))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _der(_SEQUENCE, kind, _der(_SET, value))


def problem_of(container: bytes, *, digest: bytes, public: ec.EllipticCurvePublicKey) -> str:
    """Why the container is no signature of that key over content with that SHA-256; empty when it is one."""
    try:
        (info,) = cms.ContentInfo.load(container)["content"]["signer_infos"]
        attributes = info["signed_attrs"]
        digests = [item["values"][0].native for item in attributes if item["type"].native == "message_digest"]
        public.verify(info["signature"].native, attributes.untag().dump(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return "the signature is not of this key"
    except (ValueError, TypeError, KeyError) as error:
        return f"unreadable container: {type(error).__name__}"
    return "" if digests == [digest] else "the digest is of something else"

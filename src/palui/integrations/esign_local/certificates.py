"""Certificates (X.509, RFC 5280) and locked keys (PKCS#8, RFC 5958; scrypt, RFC 7914). P-256 throughout."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from asn1crypto import core  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.x509.oid import NameOID

from palui.kernel import clock
from palui.kernel.errors import DomainError
from palui.letters.ports import Authority, CertificateFacts, Credential

ROOT_YEARS = 20
SIGNATORY_YEARS = 2
#: A certificate is valid from earlier on: for checkers whose clock is behind, and so that what is signed stays valid when
#: this machine's clock, having been ahead, is put right.
CLOCK_SKEW = timedelta(days=1)

# scrypt: 16 MiB and about 50 ms for every guess; OpenSSL reads no more than that by default.
SCRYPT_COST, SCRYPT_BLOCK, SCRYPT_LANES = 2**14, 8, 1


def new_authority(*, city: str) -> Authority:
    """A self-signed root that may only issue end certificates."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(common=f"Palui {city}", organisation=f"Pemerintah Kota {city}")
    certificate = (
        _builder(subject=name, issuer=name, public=key.public_key(), years=ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(for_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate=_der(certificate), key=_plain(key))


def issue(authority: Authority, *, name: str, position: str, office: str, passphrase: str) -> Credential:
    """A certificate for one signatory and the key that only the passphrase opens."""
    root = x509.load_der_x509_certificate(authority.certificate)
    root_key = _ec_key(serialization.load_der_private_key(authority.key, password=None))
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(
            subject=_name(common=name, organisation=office, title=position),
            issuer=root.subject,
            public=key.public_key(),
            years=SIGNATORY_YEARS,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(for_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return Credential(certificate=_der(certificate), encrypted_key=_locked(_plain(key), passphrase))


def unlock(encrypted_key: bytes, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """The private key. Raises DomainError `passphrase_wrong`."""
    try:
        key = serialization.load_der_private_key(encrypted_key, password=passphrase.encode())
    except (ValueError, TypeError) as error:
        raise DomainError("passphrase_wrong") from error
    return _ec_key(key)


def lock(key: ec.EllipticCurvePrivateKey, passphrase: str) -> bytes:
    """The key, locked with a passphrase."""
    return _locked(_plain(key), passphrase)


def describe(certificate: bytes) -> CertificateFacts:
    """What a certificate (DER) says."""
    read = x509.load_der_x509_certificate(certificate)
    return CertificateFacts(
        name=_common_name(read.subject),
        serial=f"{read.serial_number:X}",
        issuer=_common_name(read.issuer),
        valid_from=read.not_valid_before_utc,
        valid_to=read.not_valid_after_utc,
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
    )


def common_name(certificate: bytes) -> str:
    """Whose certificate (DER) it is."""
    return _common_name(x509.load_der_x509_certificate(certificate).subject)


def is_issued_by(certificate: bytes, roots: Sequence[bytes]) -> bool:
    """Whether one of the roots signed the certificate (both DER). A root did not issue itself in this sense."""
    read = x509.load_der_x509_certificate(certificate)
    for root in roots:
        if root == certificate:
            continue
        try:
            read.verify_directly_issued_by(x509.load_der_x509_certificate(root))
        except (ValueError, TypeError, InvalidSignature):
            continue
        return True
    return False


def _name(*, common: str, organisation: str, title: str = "") -> x509.Name:
    # RFC 5280 gives each of them 64 letters.
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
    ]
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title[:64]))
    return x509.Name(parts)


def _builder(
    *, subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, years: int
) -> x509.CertificateBuilder:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + timedelta(days=365 * years))
    )


def _usage(*, for_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not for_certificates,
        content_commitment=not for_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=for_certificates,
        crl_sign=for_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _common_name(name: x509.Name) -> str:
    return str(name.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _plain(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _ec_key(key: object) -> ec.EllipticCurvePrivateKey:
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not a P-256 key")
    return key


class _Algorithm(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any)]


class _Scrypt(core.Sequence):  # type: ignore[misc]
    _fields = [("salt", core.OctetString), ("cost", core.Integer), ("block", core.Integer), ("lanes", core.Integer)]


class _Pbes2(core.Sequence):  # type: ignore[misc]
    _fields = [("derivation", _Algorithm), ("scheme", _Algorithm)]


class _LockedKey(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("data", core.OctetString)]


def _locked(plain: bytes, passphrase: str) -> bytes:
    """PKCS#8 under PBES2 with scrypt and AES-256-CBC. cryptography writes PBKDF2 with 2,048 rounds only, which is
    too quick to guess; what is written here, it and OpenSSL read.
    """
    salt, vector = secrets.token_bytes(16), secrets.token_bytes(16)
    key = hashlib.scrypt(
        passphrase.encode(), salt=salt, n=SCRYPT_COST, r=SCRYPT_BLOCK, p=SCRYPT_LANES, dklen=32, maxmem=64 * 1024 * 1024
    )
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    data = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    scrypt = _Scrypt({"salt": salt, "cost": SCRYPT_COST, "block": SCRYPT_BLOCK, "lanes": SCRYPT_LANES})
    pbes2 = _Pbes2(
        {
            "derivation": {"algorithm": "1.3.6.1.4.1.11591.4.11", "parameters": scrypt},
            "scheme": {"algorithm": "2.16.840.1.101.3.4.1.42", "parameters": core.OctetString(vector)},
        }
    )
    locked: bytes = _LockedKey(
        {"algorithm": {"algorithm": "1.2.840.113549.1.5.13", "parameters": pbes2}, "data": data}
    ).dump()
    return locked

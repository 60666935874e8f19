"""The site's own certificate authority for the robots' broker: no other is trusted there, and it is
trusted for nothing else. Keys lie in the data folder beside the node's."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from node.errors import OperatorError

AUTHORITY_DAYS = 3650
LEAF_DAYS = 397
# A robot without a clock chip may be behind by its last power cut; it must not refuse us for that.
BEFORE = timedelta(days=1)
KEY_FILE, CERTIFICATE_FILE = "robots-ca.key", "robots-ca.pem"
EDGE_NAME = "holdfast-edge"
MODE_SECRET = 0o600


class AuthorityError(OperatorError):
    """The authority of a site is missing or damaged, or a request for a certificate is not
    taken."""


class Issued(msgspec.Struct, frozen=True):
    """A certificate, its key where it was made here, and the certificate's SHA-256 in hex."""

    certificate: bytes
    key: bytes
    fingerprint: str


class Authority:
    """Signs certificates. `now_ms` is handed in at each call: nothing here reads a clock."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key, self._certificate = key, certificate

    @property
    def pem(self) -> bytes:
        """What robots and the broker trust."""
        return self._certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        """What robots pin."""
        return self._certificate.fingerprint(hashes.SHA256()).hex()

    def issue(self, request_pem: bytes, serial: str, now_ms: int) -> Issued:
        """A robot's certificate for the key it made itself; raises AuthorityError."""
        try:
            request = x509.load_pem_x509_csr(request_pem)
        except ValueError as error:
            raise AuthorityError("the request for a certificate cannot be read") from error
        names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        if [name.value for name in names] != [serial]:
            raise AuthorityError(f"the request is not in the name of {serial}")
        if not request.is_signature_valid:
            raise AuthorityError("the request is not signed by its own key")
        key = request.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise AuthorityError("the request needs a key on an elliptic curve")
        return self._leaf(serial, key, b"", now_ms, (ExtendedKeyUsageOID.CLIENT_AUTH,), ())

    def client(self, name: str, now_ms: int) -> Issued:
        """A certificate with its key for a program of ours, or for a fleet control of others."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = (ExtendedKeyUsageOID.CLIENT_AUTH,)
        return self._leaf(name, key.public_key(), _pem(key), now_ms, usage, ())

    def broker(self, hosts: tuple[str, ...], now_ms: int) -> Issued:
        """The broker's certificate with its key, for the names and addresses it is reached by."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = (ExtendedKeyUsageOID.SERVER_AUTH,)
        return self._leaf(hosts[0], key.public_key(), _pem(key), now_ms, usage, hosts)

    def signed(self, certificate_pem: bytes) -> bool:
        """Whether a certificate is one of ours."""
        certificate = x509.load_pem_x509_certificate(certificate_pem)
        try:
            certificate.verify_directly_issued_by(self._certificate)
        except (ValueError, TypeError, InvalidSignature):
            return False
        return True

    def _leaf(
        self,
        name: str,
        public_key: ec.EllipticCurvePublicKey,
        key_pem: bytes,
        now_ms: int,
        usage: tuple[x509.ObjectIdentifier, ...],
        hosts: tuple[str, ...],
    ) -> Issued:
        builder = (
            _builder(name, self._certificate.subject, public_key, now_ms, LEAF_DAYS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usage), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        if hosts:
            alternatives = x509.SubjectAlternativeName([_host(host) for host in hosts])
            builder = builder.add_extension(alternatives, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
        return Issued(certificate.public_bytes(Encoding.PEM), key_pem, fingerprint)


def create(folder: Path, site: str, now_ms: int) -> Authority:
    """A new authority in a folder; refuses to replace one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"{site} robots")
    certificate = (
        _builder(f"{site} robots", name, key.public_key(), now_ms, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_SIGNS, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_secret(folder / KEY_FILE, _pem(key))
    (folder / CERTIFICATE_FILE).write_bytes(certificate.public_bytes(Encoding.PEM))
    return Authority(key, certificate)


def load(folder: Path) -> Authority:
    """The authority of a folder; raises AuthorityError."""
    try:
        key = load_pem_private_key((folder / KEY_FILE).read_bytes(), password=None)
        pem = (folder / CERTIFICATE_FILE).read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
    except (OSError, ValueError) as error:
        raise AuthorityError(f"{folder} holds no authority for robots: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise AuthorityError(f"{folder / KEY_FILE} is not a key of this program")
    return Authority(key, certificate)


def write_secret(path: Path, secret: bytes) -> None:
    """A file nobody else can read; refuses to replace one."""
    path.touch(mode=MODE_SECRET, exist_ok=False)
    path.write_bytes(secret)


_SIGNS = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _builder(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now_ms: int, days: int
) -> x509.CertificateBuilder:
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + timedelta(days=days))
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

"""The robot's own key and certificate request, and checking what the edge signed."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from agv.link.gate import Verify


def new_key() -> ec.EllipticCurvePrivateKey:
    """Made on the robot; it never leaves it."""
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """As it lies in its file, mode 0600."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def request_pem(key: ec.EllipticCurvePrivateKey, serial: str) -> bytes:
    """The request for a certificate in the robot's name."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, serial)])
    request = x509.CertificateSigningRequestBuilder().subject_name(name)
    return request.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def verifier(public_key: bytes) -> Verify:
    """Checks signatures of the edge whose key was pinned at enrolment."""
    key = Ed25519PublicKey.from_public_bytes(public_key)

    def verify(signed: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    return verify


def fingerprint(authority_pem: bytes) -> str:
    """What is pinned of the site's authority: SHA-256 of its certificate, in hex."""
    return x509.load_pem_x509_certificate(authority_pem).fingerprint(hashes.SHA256()).hex()

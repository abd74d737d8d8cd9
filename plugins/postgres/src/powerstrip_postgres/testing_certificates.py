"""Certificates for the tests of TLS."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

__all__ = ["Certificates"]

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """PEM files: an authority, what it signed, and an authority that signed nothing.

    Args:
        authority: signed the other two.
        server: the server's certificate.
        server_key: and its key.
        client: the client's certificate.
        client_key: and its key.
        stranger: an authority that signed none of these.
    """

    authority: Path
    server: Path
    server_key: Path
    client: Path
    client_key: Path
    stranger: Path

    @classmethod
    def create(cls, folder: Path, *, server: str, client: str) -> Self:
        """Make keys and certificates, valid for a day.

        Args:
            folder: is made, and holds the files.
            server: host name in the server's certificate.
            client: common name, thus role, in the client's certificate.
        """
        folder.mkdir(mode=0o755)
        authority, stranger = _Authority("test authority"), _Authority("another authority")
        host = x509.SubjectAlternativeName([x509.DNSName(server)])
        server_key, client_key = _new_key(), _new_key()
        return cls(
            authority=_write(folder / "authority.pem", _pem(authority.certificate)),
            server=_write(folder / "server.pem", _pem(authority.sign(server, server_key, host))),
            server_key=_write(folder / "server.key", _key_pem(server_key)),
            client=_write(folder / "client.pem", _pem(authority.sign(client, client_key))),
            client_key=_write(folder / "client.key", _key_pem(client_key)),
            stranger=_write(folder / "stranger.pem", _pem(stranger.certificate)),
        )


class _Authority:
    """Signs certificates, and forgets its key."""

    def __init__(self, name: str) -> None:
        self._name, self._key = name, _new_key()
        usage = x509.KeyUsage(
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
        self.certificate = self.sign(name, self._key, usage, is_authority=True)

    def sign(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        *extensions: x509.ExtensionType,
        is_authority: bool = False,
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_distinguished(name))
            .issuer_name(_distinguished(self._name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + _DAY)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(self._key, SHA256())


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _distinguished(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    # The server refuses a key that others may read.
    path.chmod(0o600 if path.suffix == ".key" else 0o644)
    return path

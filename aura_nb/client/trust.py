"""Whose certificates a client believes: of servers that speak HTTPS, on this machine or another.

As everywhere, `SSL_CERT_FILE` or `SSL_CERT_DIR`, and what requests and curl call theirs, name what is believed instead
of the usual authorities. A server whose own record shows its certificate is believed by that very certificate, and by
no other: a self-signed one needs no setting then, whatever name it was made for.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

from aura_nb.client.server import Server
from aura_nb.errors import ServerUnreachable

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_NAMES = {62, 64}  # OpenSSL's codes: the certificate is for another host name, for another address


def trust(server: Server, *, environ: Mapping[str, str] | None = None) -> ssl.SSLContext | bool:
    """What `httpx` verifies a server by. Raises `ServerUnreachable` for a variable that names no certificate."""
    if server.certificate:
        return _only(server.certificate)
    variables = os.environ if environ is None else environ
    named = [(name, variables[name]) for name in VARIABLES if variables.get(name)]
    if not named or not server.url.startswith("https:"):
        return True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name, path in named:
        try:
            if Path(path).is_dir():
                context.load_verify_locations(capath=path)
            else:
                context.load_verify_locations(cafile=path)
        except OSError as error:  # ssl.SSLError is one
            why = "there is no such file" if isinstance(error, FileNotFoundError) else str(error)
            raise ServerUnreachable(
                f"{name} names {path!r}, which cannot be used: {why}.",
                remedy=f"Let {name} name a file of certificates in PEM format, or unset it.",
            ) from error
    return context


def certificate_of(path: str) -> str:
    """The certificate a server shows, of the PEM file it was started with; "" when there is none in it."""
    try:
        text = Path(path).read_text("ascii", "replace")
    except OSError:
        return ""
    # The first is the server's own; those that follow are of the authorities that signed it.
    inside = text.partition(_BEGIN)[2].partition(_END)[0]
    return f"{_BEGIN}{inside}{_END}\n" if inside else ""


def distrust(error: BaseException) -> tuple[str, str] | None:
    """What is wrong with the certificate for which a request failed, and what to do; None when it was none."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    why = cause.verify_message.strip().rstrip(".")
    why = f"{why[:1].lower()}{why[1:]}" if why[1:2].islower() else why
    if cause.verify_code in _NAMES:
        return f"its certificate was made for another name ({why})", "Name the server as its certificate does."
    remedy = (
        "Set SSL_CERT_FILE to a file with that certificate (the one of the server's --ServerApp.certfile), or with the "
        "one of the authority that signed it."
    )
    return f"its certificate is not trusted here ({why})", remedy


def _only(certificate: str) -> ssl.SSLContext:
    """A context that believes this one certificate; what names it bears does not matter then."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=certificate)
    return context

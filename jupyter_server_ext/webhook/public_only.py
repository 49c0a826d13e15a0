"""Requests that leave for public addresses alone: looked up, checked, and sent to the very address that was checked.

A name is looked up again for each request, also after a redirect, and what was checked is what is connected to: a name
that leads elsewhere a moment later leads nobody there.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# A network's translator to IPv4 (RFC 6052): the last four bytes are the address that is meant.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(httpx.TransportError):
    """A host has an address that is not public; nothing was sent."""


class PublicOnly(httpx.AsyncBaseTransport):
    """Hands requests to `inner` with the checked address in place of the host's name, where not `anywhere`."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, anywhere: bool = False) -> None:
        self._inner = inner
        self._anywhere = anywhere

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._anywhere:
            return await self._inner.handle_async_request(request)
        name = request.url.host
        # The name stays in the header Host, which is set by now, and is what a certificate is asked for.
        extensions = request.extensions | {"sni_hostname": name}
        failure: httpx.TransportError = httpx.ConnectError(f"{name} has no address")
        for address in await checked(name, request.url.port or _PORTS[request.url.scheme]):
            url = request.url.copy_with(host=str(address))
            sent = httpx.Request(
                request.method, url, headers=request.headers, stream=request.stream, extensions=extensions
            )
            try:
                return await self._inner.handle_async_request(sent)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure

    async def aclose(self) -> None:
        await self._inner.aclose()


_PORTS = {"http": 80, "https": 443}


async def checked(host: str, port: int) -> list[Address]:
    """The addresses of a host, the preferred first. Raises `NotPublic` when one of them is not public."""
    loop = asyncio.get_running_loop()
    try:
        # Without AI_ADDRCONFIG a host with an address of a kind that this machine has not would be tried there first.
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except OSError as error:
        raise httpx.ConnectError(f"{host} cannot be looked up: {error.strerror or error}") from error
    addresses = [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
    if not all(map(is_public, addresses)):
        raise NotPublic(f"{host} has an address of this machine or of a private network")
    return addresses


def is_public(address: Address) -> bool:
    """Whether an address is one of the whole internet's, whichever way it is written.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("93.184.215.14", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:  # given up in 2004, and private where it is still used
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved

"""What a proxy says about a visitor, believed from the proxies of TRUSTED_PROXY and dropped from anybody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]
Header = tuple[bytes, bytes]


class Forwarding:
    """An ASGI application around another one: sets the visitor's address in the scope."""

    def __init__(self, application: Application, trusted: frozenset[str]) -> None:
        self._application = application
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        client = scope.get("client")
        headers = list(scope.get("headers", []))
        if client is not None and client[0] in self._trusted:
            visitor = forwarded_for(headers, self._trusted)
            if visitor:
                scope = {**scope, "client": [visitor, 0]}
        else:
            kept = [header for header in headers if not header[0].lower().startswith(b"x-forwarded-")]
            scope = {**scope, "headers": kept}
        await self._application(scope, receive, send)


def forwarded_for(headers: Iterable[Header], trusted: frozenset[str]) -> str:
    """The last address in X-Forwarded-For that is none of our proxies: what stands before it anybody can write."""
    values = [value.decode("latin1") for name, value in headers if name.lower() == b"x-forwarded-for"]
    addresses = [address.strip() for address in ",".join(values).split(",")]
    return next((address for address in reversed(addresses) if address and address not in trusted), "")

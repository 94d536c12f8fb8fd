"""The site as one ASGI application: pages by Django, sockets by live/. server.py serves it."""

import os
from typing import Any
from urllib.parse import urlsplit

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402 - needs Django to be set up
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from playground.forwarding import Application, Forwarding  # noqa: E402
from playground.live.routing import route_socket  # noqa: E402


def refuse_malformed_origins(application: Any) -> Application:
    """The validator inside takes any Origin for an address and would raise for `http://[`."""

    async def check(scope: dict[str, Any], receive: Any, send: Any) -> None:
        origins = [value.decode("latin1") for name, value in scope.get("headers", []) if name == b"origin"]
        if len(origins) == 1 and is_address(origins[0]):
            await application(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    return check


def is_address(origin: str) -> bool:
    try:
        return bool(urlsplit(origin).hostname)
    except ValueError:
        return False


sockets = AllowedHostsOriginValidator(Forwarding(route_socket, settings.TRUSTED_PROXY))
application = ProtocolTypeRouter(
    {"http": Forwarding(pages, settings.TRUSTED_PROXY), "websocket": refuse_malformed_origins(sockets)}
)

"""/healthz: 200 as soon as pages are served; it also says whether the trainer is warm."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from playground.live.sessions import SCOPE_KEY


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    scope = getattr(request, "scope", {})
    sessions = scope.get(SCOPE_KEY)
    trainer = "ready" if sessions is not None and sessions.is_warm else "warming"
    return HttpResponse(f"ok\ntrainer: {trainer}\n", content_type="text/plain")

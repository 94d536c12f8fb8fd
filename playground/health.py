"""/healthz: 200 as soon as pages are served; it also says whether the trainer is warm."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from playground.trainer.backend import BackendError, current_backend


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"ok\ntrainer: {trainer_state()}\n", content_type="text/plain")


def trainer_state() -> str:
    """`ready` once a worker can train at once, `warming` before."""
    try:
        return "ready" if current_backend().capacity().num_warm else "warming"
    except BackendError:
        return "warming"

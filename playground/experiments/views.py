"""The board page, the thumbnails of its datasets and the picture of an experiment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from playground.engine.address import decode_address, encode_address
from playground.engine.frame import PHASES
from playground.engine.shapes import num_parameters
from playground.engine.spec import Spec
from playground.experiments import choices
from playground.experiments.board_data import board_data
from playground.experiments.controls import Rows, opens_more
from playground.experiments.messages import correction_text
from playground.experiments.modules import modules_to_load
from playground.experiments.numbers import fixed_text
from playground.experiments.preview import preview_png
from playground.experiments.sentence_markup import sentence_html
from playground.experiments.shortcuts import shortcuts
from playground.experiments.texts import board_texts
from playground.experiments.thumbnails import thumbnails

A_DAY = 86_400
MOST_CORRECTIONS = 3
"""An address with more mistakes than these is none that a person wrote."""


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page at an address; a wrong address opens the nearest valid experiment and says what was changed."""
    spec, corrections = decode_address(request.META.get("QUERY_STRING", ""))
    data = board_data(spec)
    changed = " ".join(correction_text(correction) for correction in corrections[:MOST_CORRECTIONS])
    context = page_context(spec, data, changed) | links_context(spec, data["address"]) | {"board_data": data}
    response = render(request, "playground/board.html", context)
    patch_cache_control(response, private=True, no_store=True)  # the token in it drives one run
    return response


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    """The keyboard shortcuts: the sheet's content for htmx, else a page of its own."""
    template = "playground/help.html#sheet" if getattr(request, "htmx", False) else "playground/help.html"
    response = render(request, template, {"shortcuts": shortcuts()})
    patch_cache_control(response, public=True, max_age=A_DAY)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def show_thumbnails(request: HttpRequest) -> HttpResponse:
    """The datasets' small pictures for the noise, sample and number of classes in the query."""
    spec, _ = decode_address(request.META.get("QUERY_STRING", ""))
    response = JsonResponse(thumbnails(spec))
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    spec, _ = decode_address(request.META.get("QUERY_STRING", ""))
    response = HttpResponse(preview_png(spec), content_type="image/png")
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def page_context(spec: Spec, data: dict[str, Any], corrections: str) -> dict[str, Any]:
    """What the templates show before any script runs."""
    texts = board_texts()
    return {
        "spec": spec,
        "title": texts[f"title.{spec.dataset.kind}"],
        "datasets": choices.dataset_names().items(),
        "rows": Rows(spec),
        "opens_more": opens_more(spec),
        "texts": texts,
        "corrections": corrections,
        "sentence": sentence_html(corrections or texts[f"sentence.idle.{spec.task}"]),
        "phases": [(phase, texts[f"phase.{phase}"]) for phase in PHASES],
        "speeds": ("1", "10", "60"),
        "modules": modules_to_load(),
        **readings(spec, data["row"], texts),
    }


def readings(spec: Spec, row: list[float | None], texts: dict[str, str]) -> dict[str, str]:
    """The numbers of epoch 0 and what they are called."""
    train_loss, test_loss, _, metric = (float("nan") if value is None else value for value in row[3:])
    is_regression = spec.task == "regression"
    return {
        "train_loss": fixed_text(train_loss, 3),
        "test_loss": fixed_text(test_loss, 3),
        "metric_name": texts["metric.rmse" if is_regression else "metric.accuracy"],
        "metric": fixed_text(metric, 3) if is_regression else fixed_text(metric, 1, percent=True),
        "parameters": texts["facts.parameters"].format(number=fixed_text(num_parameters(spec), 0)),
    }


def links_context(spec: Spec, address: str) -> dict[str, Any]:
    """Where the same experiment stands in each language, and its picture."""
    query = f"?{address}" if address else ""
    pages = {code: f"{board_path(code)}{query}" for code, _ in settings.LANGUAGES}
    # A search engine needs one page for the many samples and seeds of one experiment.
    canonical = encode_address(spec.model_copy(update={"seed": 0}))
    return {
        "pages": pages.items(),
        "site": settings.SITE_URL,
        "canonical": f"{reverse('experiments:board')}{'?' + canonical if canonical else ''}",
        "preview": f"{reverse('experiments:preview')}{query}",
        "default_page": f"/{query}",
        "thumbnails_url": reverse("experiments:thumbnails"),
    }


def board_path(language: str) -> str:
    with translation.override(language):
        return reverse("experiments:board")

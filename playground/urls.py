"""Every address of the site; what a visitor sees lies under /es/ and /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from playground.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *i18n_patterns(path("", include("playground.experiments.urls"))),
]

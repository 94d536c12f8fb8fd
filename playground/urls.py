"""Every address of the site; what a visitor sees lies under /es/ and /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from playground.experiments.views import robots
from playground.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    *i18n_patterns(path("", include("playground.experiments.urls"))),
]

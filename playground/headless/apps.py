"""The Django app that holds nothing but the commands `train` and `parity`."""

from django.apps import AppConfig


class HeadlessConfig(AppConfig):
    name = "playground.headless"

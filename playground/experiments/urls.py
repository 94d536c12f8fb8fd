"""Addresses of the board page and of what belongs to it; they lie under /es/ and /en/."""

from django.urls import path

from playground.experiments import views

app_name = "experiments"
urlpatterns = [
    path("", views.board, name="board"),
    path("help", views.show_help, name="help"),
    path("thumbnails", views.show_thumbnails, name="thumbnails"),
    path("preview.png", views.preview, name="preview"),
]

"""Which release this is: pages carry it, and a socket opened by a page of another release is asked to reload."""

from functools import cache

from django.contrib.staticfiles.storage import staticfiles_storage

VERSION = "0.1.0"


@cache
def current_release() -> str:
    """The version and, where the files have hashed names, the hash of all of them."""
    manifest = getattr(staticfiles_storage, "manifest_hash", "")
    return f"{VERSION}-{manifest}" if manifest else VERSION

"""The project's settings with a place of their own for what is written, so that no test touches var/."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="playground-tests-")

from playground.settings import *  # noqa: F403
from playground.settings import STORAGES

# The hashed names need collectstatic; the browser tests run with them, as a visitor would.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

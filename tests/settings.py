"""The project's settings with a place of their own for what is written, so that no test touches var/."""

import atexit
import os
import shutil
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="playground-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from playground.settings import *  # noqa: E402, F403
from playground.settings import STORAGES  # noqa: E402

# The hashed names need collectstatic; the browser tests run with them, as a visitor would.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

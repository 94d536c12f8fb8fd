"""Every setting of the site, from the environment through the checked functions of environment.py."""

from pathlib import Path
from urllib.parse import urlsplit

from playground.environment import (
    hosts_to_answer_for,
    read_addresses,
    read_choice,
    read_flag,
    read_folder,
    read_host,
    read_integer,
    read_secret,
    read_site_url,
    url_of,
)

ROOT = Path(__file__).resolve().parent.parent

# Where it listens, where visitors find it, where it keeps what must survive.
HOST = read_host("HOST", "127.0.0.1")
PORT = read_integer("PORT", 8000, minimum=1, maximum=65_535)
SITE_URL = read_site_url("SITE_URL", url_of(HOST, PORT))
DATA_DIR = read_folder("DATA_DIR", ROOT / "var")
RUNS_DIR = DATA_DIR / "runs"
WORKERS = read_integer("WORKERS", 0, minimum=0, maximum=64)
"""Trainer processes; 0 leaves the number to the trainer."""
DEVICE = read_choice("DEVICE", ("auto", "cpu", "cuda", "mps"))
"""What networks train on; `auto`: CUDA where there is one, else Apple's GPU, else the CPU."""

DEBUG = read_flag("DEBUG")
SECRET_KEY = read_secret("SECRET_KEY", DATA_DIR / "secret_key")
ALLOWED_HOSTS = hosts_to_answer_for(HOST, SITE_URL)

# --- limits: counted by the visitor of the token; an address has ceilings that a school stays below ---------

MAX_OPEN_RUNS = read_integer("MAX_OPEN_RUNS", 3, minimum=1, maximum=100)
"""Runs of one visitor that a trainer holds; sleeping ones are free."""
MAX_RUNS = read_integer("MAX_RUNS", 200, minimum=1, maximum=100_000)
"""Runs that the trainers hold altogether."""
COMMANDS_PER_SECOND = read_integer("COMMANDS_PER_SECOND", 20, minimum=1, maximum=10_000)
COMMAND_BURST = read_integer("COMMAND_BURST", 40, minimum=1, maximum=10_000)
MAX_SOCKETS_PER_ADDRESS = read_integer("MAX_SOCKETS_PER_ADDRESS", 300, minimum=1, maximum=100_000)
MAX_RUNS_PER_ADDRESS = read_integer("MAX_RUNS_PER_ADDRESS", 150, minimum=1, maximum=100_000)
MAX_MESSAGE_BYTES = 64 * 1024
"""One message of a socket, checked before it is read."""
MAX_REQUEST_BYTES = 1024 * 1024
"""The body of one HTTP request, checked while it arrives."""

PAUSE_SECONDS = read_integer("PAUSE_SECONDS", 300, minimum=5, maximum=86_400)
"""A run that nobody looks at is paused after so long: a phone may spend this time in a pocket."""
SLEEP_SECONDS = read_integer("SLEEP_SECONDS", 1_800, minimum=5, maximum=86_400)
"""A run that nobody touches is paused and put to sleep after so long; the next command wakes it."""
TOKEN_DAYS = 30
RUN_FILE_DAYS = 30
MAX_RUN_FILES_BYTES = read_integer("MAX_RUN_FILES_MB", 1_024, minimum=10, maximum=1_000_000) * 1024 * 1024

# --- Django -------------------------------------------------------------------------------------------------

ROOT_URLCONF = "playground.urls"
ASGI_APPLICATION = "playground.asgi.application"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "playground.experiments",
    "playground.headless",
]
# No sessions and no log-in: the site sets two cookies, csrftoken where a form opens and owner at the first save.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # What a page repeats from its address is not beside a secret that stays: the run's token is new at every load and
    # Django masks the CSRF token, so the length of a compressed page tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # The middleware alone: as an installed app it brings htmx files that we do not serve.
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
            # Named here because the app of template-partials would import Django's admin.
            "libraries": {"partials": "template_partials.templatetags.partials"},
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "playground.sqlite3",
        # Two hundred savers at once all succeed this way; with Django's default mode most of them fail.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "playground.static_storage.HashedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# --- security -----------------------------------------------------------------------------------------------

HTTPS = urlsplit(SITE_URL).scheme == "https"
TRUSTED_PROXY = read_addresses("TRUSTED_PROXY", "127.0.0.1,::1" if HTTPS else "")
"""Whose X-Forwarded-For and X-Forwarded-Proto are believed; from anybody else they are dropped (forwarding.py)."""

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Other sites of a school's domain are not ours to lock to https, nor is a browser's preload list ours to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
# Over plain http browsers ignore it, and complain.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
LANGUAGE_COOKIE_SECURE = HTTPS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- log ----------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "playground.log_lines.LineFormatter"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The access line says it already, and a mistyped address is no warning.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Their warnings are about what strangers send, and name their addresses.
        "daphne": {"level": "ERROR"},
        "twisted": {"level": "ERROR"},
        "asyncio": {"level": "WARNING"},
    },
}

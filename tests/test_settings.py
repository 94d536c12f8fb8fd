import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection


def run(command, tmp_path, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "SECRET_KEY", "HOST", "PORT", "SITE_URL", "DEBUG")
    }
    return subprocess.run(
        [sys.executable, *command],
        env={**kept, "DATA_DIR": str(tmp_path), **environment},
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


CHECK = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def test_a_public_installation_passes_djangos_checks(tmp_path):
    done = run(CHECK, tmp_path, SITE_URL="https://play.example.org")
    assert done.returncode == 0, done.stderr
    assert "0 silenced" not in done.stderr  # the two about other sites of the domain


@pytest.mark.parametrize(
    "name, value",
    [("PORT", "http"), ("HOST", "a b"), ("SITE_URL", "example.org"), ("TRUSTED_PROXY", "nginx"), ("DEBUG", "2"),
     ("WORKERS", "-1"), ("DEVICE", "tpu"),
     ("SECRET_KEY", "secret"), ("DATA_DIR", "/proc/nowhere"), ("MAX_OPEN_RUNS", "0")],
)  # fmt: skip
def test_a_wrong_value_is_explained_in_one_line(tmp_path, name, value):
    done = run(["manage.py", "check"], tmp_path, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith((f"{name} is ", f"{name} has "))
    assert "Traceback" not in done.stderr


def test_https_decides_what_is_locked(tmp_path):
    code = (
        "import playground.settings as s;"
        "print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.CSRF_COOKIE_SECURE, sorted(s.TRUSTED_PROXY), s.DEBUG)"
    )
    plain = run(["-c", code], tmp_path).stdout.strip()
    public = run(["-c", code], tmp_path, SITE_URL="https://play.example.org").stdout.strip()
    assert plain == "False 0 False [] False"
    assert public == "True 31536000 True ['127.0.0.1', '::1'] False"


@pytest.mark.django_db
def test_writers_wait_for_each_other():
    with connection.cursor() as cursor:
        values = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("busy_timeout", "synchronous")]
    assert values == [20_000, 2]  # FULL
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_journal_is_written_ahead(tmp_path):
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'playground.settings'; import django; django.setup();"
        "from django.db import connection; c = connection.cursor();"
        "print(c.execute('PRAGMA journal_mode').fetchone()[0])"
    )
    assert run(["-c", code], tmp_path).stdout.strip() == "wal"


def test_scripts_and_styles_come_from_here_alone():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == directives["worker-src"] == ["'self'"]


def test_files_get_hashed_names_with_the_imports_rewritten(tmp_path):
    code = "import playground.settings as s; print(s.STORAGES['staticfiles']['BACKEND'])"
    backend = run(["-c", code], tmp_path).stdout.strip()
    assert backend == "playground.static_storage.HashedStaticFilesStorage"

"""Settings: between machines the environment differs (secrets also as `_FILE`), between municipalities rows do."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "procrastinate.contrib.django",
    "simple_history",
    "django_htmx",
    "template_partials",
    "csp",
    "viewflow.workflow",
    "audit",
    "accounts",
    "diarium",
    "cases",
    "workflows",
    "meetings",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.response_headers",
    "config.middleware.readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.acting_person",
    "config.middleware.refusals",
    "config.middleware.PolicyMark",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "config.ui.shell",
            ],
            "libraries": {"ui": "config.ui"},
            "builtins": ["config.ui"],
        },
    }
]
FORM_RENDERER = "config.rendering.Renderer"

_database: dict[str, Any] = env.db_url("DATABASE_URL", default="postgres:///beslutsgang")
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "options": "-c lock_timeout=3s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.services.EmailBackend"]
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/uppgifter/"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=False)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "lib"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
WHITENOISE_USE_FINDERS = env.bool("WHITENOISE_USE_FINDERS", default=False)

# Files of the register: content-addressed and written once (`diarium.engine`).
BLOB_ROOT = Path(env.str("BLOB_ROOT", default=str(BASE_DIR / "var" / "blobs")))
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MEGABYTES", default=200) * 1024 * 1024
# Where they lie: "file" (BLOB_ROOT), or "s3" (an object store; BLOB_ROOT then only holds what is on its way in).
BLOB_STORAGE = env.str("BLOB_STORAGE", default="file")
BLOB_S3 = {
    "bucket_name": env.str("BLOB_S3_BUCKET", default=""),
    "endpoint_url": env.str("BLOB_S3_ENDPOINT", default="") or None,
    "region_name": env.str("BLOB_S3_REGION", default="") or None,
    "access_key": env.str("BLOB_S3_ACCESS_KEY", default="") or None,
    "secret_key": env.str("BLOB_S3_SECRET_KEY", default="") or None,
    "addressing_style": env.str("BLOB_S3_ADDRESSING", default="") or None,
}
BLOB_S3_LOCK_DAYS = env.int("BLOB_S3_LOCK_DAYS", default=0)
# The virus scanner (clamd): "tcp://host:3310" or "unix:///run/clamav/clamd.ctl"; empty = files are not scanned.
CLAMD = env.str("CLAMD", default="")

# So many proxies of our own stand before the application and add to X-Forwarded-For; 0 = none (rate of public forms).
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# The event log's key lives outside the database; old keys stay readable for verifying.
AUDIT_MAC_KEYS = env.dict("AUDIT_MAC_KEYS", default={})
AUDIT_MAC_KEY = env.str("AUDIT_MAC_KEY", default="")

EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="diarium@kommun.example")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="kommun.example")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
# Where a demonstration keeps the mails that it catches.
MAIL_SINK = Path(env.str("MAIL_SINK", default=str(BASE_DIR / "var" / "mail")))

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# A worker says so often that it lives; one that has been quiet so long is dead, and its jobs are done by another.
WORKER_DEAD_AFTER_SECONDS = env.int("WORKER_DEAD_AFTER_SECONDS", default=60)
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,
    "update_heartbeat_interval": env.int("WORKER_HEARTBEAT_SECONDS", default=10),
    "stalled_worker_timeout": WORKER_DEAD_AFTER_SECONDS,
}
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 86400}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = "Composite"
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

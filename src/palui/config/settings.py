"""Django's settings, made from the environment. What an operator may change stands in `environment`."""

from typing import Any
from urllib.parse import urlsplit

from palui.config import environment, logs, secrets_on_disk

_env = environment.read()
_data_dir = _env[environment.DATA_DIR]
_public = urlsplit(_env[environment.PUBLIC_URL])
_is_secure = _public.scheme == "https"

# Palui's own

PALUI_DATA_DIR = _data_dir
PALUI_PUBLIC_URL = _env[environment.PUBLIC_URL]
_proxies = _env[environment.TRUSTED_PROXIES]
# Palui speaks no TLS itself, so whoever is public by https stands behind a proxy.
PALUI_TRUSTED_PROXIES = int(_is_secure) if _proxies is None else _proxies
PALUI_CITY = _env[environment.CITY]
PALUI_PRACTICE = _env[environment.PRACTICE]
# Calls a minute over the API. A whole neighbourhood may share one network; a practice city is there to be tried out.
PALUI_API_LIMITS = {"person": _env[environment.API_PER_MINUTE], "network": 10 * _env[environment.API_PER_MINUTE]}
if PALUI_PRACTICE:
    PALUI_API_LIMITS = {policy: limit * 100 for policy, limit in PALUI_API_LIMITS.items()}
PALUI_DATA_KEYS: tuple[bytes, ...] = _env[environment.DATA_KEYS] or secrets_on_disk.data_keys(_data_dir)
PALUI_HOST = _env[environment.HOST]
PALUI_PORT = _env[environment.PORT]
PALUI_WORKERS = _env[environment.WORKERS]
PALUI_CLAMD: environment.ClamdAddress | None = _env[environment.CLAMD]
PALUI_SMS_URL: str = _env[environment.SMS_URL]
PALUI_SMS_TOKEN: str = _env[environment.SMS_TOKEN]
PALUI_MAIL_SERVER: environment.MailServer | None = _env[environment.EMAIL_URL]

# Django

SECRET_KEY = _env[environment.SECRET_KEY] or secrets_on_disk.secret_key(_data_dir)
DEBUG = _env[environment.DEBUG]
ALLOWED_HOSTS = [_public.hostname or "", PALUI_HOST, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PALUI_PUBLIC_URL]
ROOT_URLCONF = "palui.config.urls"
WSGI_APPLICATION = "palui.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = "palui.config.logs.set_up"
LOGGING = logs.configuration(_env[environment.LOG_LEVEL])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Ahead of staticfiles, so that `runserver` serves files as `serve` does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.usersessions",
    "django_htmx",
    "palui.vault",
    "palui.ui",
    "palui.gate",
    "palui.audit",
    "palui.outbox",
    "palui.regions",
    "palui.residents",
    "palui.accounts",
    "palui.catalogue",
    "palui.intake",
    "palui.cases",
    "palui.letters",
    "palui.builder",
    "palui.delivery",
    "palui.portal",
    "palui.practice",
    "palui.bench",
    # Last: its `ready` wires what the others have declared.
    "palui.config",
]

MIDDLEWARE = [
    "palui.config.proxies.ClientAddressMiddleware",
    "palui.config.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "palui.config.headers.BrowserRulesMiddleware",
    # Behind those that add headers, for it answers anew.
    "palui.config.api.ProblemDocuments",
    "palui.config.api_gate.CountedCalls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "palui.ui.views.ChosenLanguage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "palui.accounts.views.ActingMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "palui.config.uploads.UploadLimitMiddleware",
    "palui.ui.views.ErrorPages",
]
CSRF_FAILURE_VIEW = "palui.ui.views.csrf_failure"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "palui.portal.views.navigation",
            ],
        },
    }
]

# Language and time: the city's.

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
TIME_ZONE = "Asia/Makassar"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# Data

PALUI_DATABASE = _database = _env[environment.DATABASE_URL]
if _database.engine == "sqlite":
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "palui.config.sqlite",
            "NAME": _database.name,
            "CONN_MAX_AGE": None,
            # Seconds. A writer waits its turn this long before it is told that the database is locked.
            "OPTIONS": {"timeout": 20},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _database.name,
            "HOST": _database.host,
            "PORT": _database.port,
            "USER": _database.user,
            "PASSWORD": _database.password,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # Statements that come again are planned once a connection (`palui.statements`).
            "OPTIONS": {"prepare_threshold": 1, **dict(_database.options)},
        }
    }

# In the database, so that a limit on sign-in attempts holds across all web processes and machines.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Django throws away a third beyond 300 entries, and with them what was counted.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
# Not `cached_db`: its per-process cache would keep a session alive in one process after sign-out in another.
SESSION_ENGINE = "palui.accounts.access"

MEDIA_ROOT = _data_dir / "files"
STATIC_ROOT = _data_dir / "static"
STATIC_URL = "/static/"
STATICFILES_FINDERS = ["palui.config.static_files.RoomsFinder"]
# Pages name files by their hashed names; the plain ones need not be kept nor compressed.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Bytes: several photos of 12 megapixels come as one form; fields alone stay small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "palui.config.uploads.PassingBy",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["palui.accounts.access.UsernameOrPhoneBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "palui.accounts.access.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ["app"]

# Seconds: two weeks, so that a resident who comes back for the letter is still signed in.
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _is_secure
CSRF_COOKIE_SECURE = _is_secure
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = _is_secure
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
if _is_secure:
    # Browsers take a cookie of that name from this very host over TLS only, never from a neighbour domain.
    SESSION_COOKIE_NAME = "__Host-palui"
    CSRF_COOKIE_NAME = "__Host-palui-csrf"

# The browser's own protection; the rest is in `headers`.

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if _is_secure:
    # The proxy that ends TLS sets this header; without one, `https` cannot be the public address.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: those are the city's to decide, not ours
    "security.W019",  # our own pages show our own letters in frames
    "security.W021",  # preloading, likewise the city's
]

# E-mail

DEFAULT_FROM_EMAIL = _env[environment.EMAIL_FROM]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
if PALUI_MAIL_SERVER:
    EMAIL_HOST = PALUI_MAIL_SERVER.host
    EMAIL_PORT = PALUI_MAIL_SERVER.port
    EMAIL_HOST_USER = PALUI_MAIL_SERVER.user
    EMAIL_HOST_PASSWORD = PALUI_MAIL_SERVER.password
    EMAIL_USE_TLS = PALUI_MAIL_SERVER.tls == "starttls"
    EMAIL_USE_SSL = PALUI_MAIL_SERVER.tls == "ssl"

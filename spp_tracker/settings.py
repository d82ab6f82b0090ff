"""Settings of SPP Tracker.

What differs between installations comes from the environment or from the file .env. The defaults
are safe on the open internet. docs/settings.md lists every variable.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django
from csp.constants import NONE, SELF

from milestones.opendata.licences import LICENCES
from spp_tracker import env as environment
from spp_tracker import logs

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

environment.read_file(BASE_DIR / ".env")
environment.require("SECRET_KEY", "ALLOWED_HOSTS")

SECRET_KEY = environment.secret("SECRET_KEY")
# Former keys, whose sessions and secrets of second factors are still read.
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS")
DEBUG = environment.switch("DEBUG", default=False)
HTTPS = environment.switch("HTTPS", default=True)
BEHIND_PROXY = environment.switch("BEHIND_PROXY", default=False)
PROXY_COUNT = environment.number("PROXY_COUNT", default=1, minimum=1)

INSTALLED_APPS = [
    "priorities",
    "milestones",
    "spp_tracker.apps.TrackerConfig",
    "spp_tracker.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_filters",
    "django_tables2",
    "simple_history",
    "axes",
    "csp",
    # Last, so that its French and Spanish do not replace Django's.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "spp_tracker.lock_waits.LockWaitMiddleware",
    "spp_tracker.middleware.ProbeHostMiddleware",
    "spp_tracker.middleware.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "spp_tracker.middleware.CompressionMiddleware",
    "spp_tracker.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "spp_tracker.middleware.OpenDataMiddleware",
    "spp_tracker.accounts.sessions.SessionMiddleware",
    "spp_tracker.middleware.LanguageMiddleware",
    "spp_tracker.middleware.UploadSizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "spp_tracker.addresses.CanonicalAddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "spp_tracker.middleware.DatabaseUnavailableMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "spp_tracker.middleware.FramedPanelsMiddleware",
]

ROOT_URLCONF = "spp_tracker.urls"
WSGI_APPLICATION = "spp_tracker.wsgi.application"

# The public pages use Jinja templates, the admin and the mails Django's.
TEMPLATES = [
    {
        "BACKEND": "spp_tracker.jinja2.PageTemplates",
        "DIRS": [BASE_DIR / "templates" / "pages"],
        "APP_DIRS": False,
        "OPTIONS": {},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": environment.database("DATABASE_URL", default=LOCAL_DIR / "db.sqlite3"),
    **environment.replica("REPLICA_URL", primary="DATABASE_URL"),
}
DATABASE_ROUTERS = ["spp_tracker.replica.ReplicaRouter"] if "replica" in DATABASES else []
# Public pages are read from the replica unless it is further behind.
REPLICA_MAX_LAG_SECONDS = environment.number("REPLICA_MAX_LAG_SECONDS", default=10, minimum=2)
# The cache of public responses in each process (see spp_tracker/response_cache): its size, and how
# long its responses are still sent while the database does not respond.
CACHE_MEGABYTES = environment.number("CACHE_MEGABYTES", default=64)
CACHE_STALE_SECONDS = environment.number("CACHE_STALE_SECONDS", default=300)
# With less space left for a SQLite database, /readyz is not ready.
MIN_FREE_MEGABYTES = environment.number("MIN_FREE_MEGABYTES", default=100)
# Accounts remember in the database which codes were used, for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "spp_tracker_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURES = BASE_DIR / "fixtures"
FIXTURE_DIRS = [FIXTURES]

# The reason for an edit of reference data has no maximum length.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# The public URL of the tracker. Its path, if it has one, is the prefix of every address.
PUBLIC_URL = environment.address("PUBLIC_URL", default="http://127.0.0.1:8000")
FORCE_SCRIPT_NAME = urlsplit(PUBLIC_URL).path or None
# Forms are sent from there, even if a proxy passes the host on without its port.
CSRF_TRUSTED_ORIGINS = [environment.origin(PUBLIC_URL)]

# Trackers on the same host have different cookie names, so none signs another one out.
INSTANCE = environment.instance("INSTANCE", PUBLIC_URL)
# By their prefix, browsers take them over HTTPS alone, and at the root from this host alone.
_PREFIX = ("__Secure-" if FORCE_SCRIPT_NAME else "__Host-") if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}spp_session_{INSTANCE}"
CSRF_COOKIE_NAME = f"{_PREFIX}spp_csrf_{INSTANCE}"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{FORCE_SCRIPT_NAME or ''}/"
SESSION_ENGINE = "spp_tracker.accounts.sessions"
SESSION_COOKIE_AGE = 60 * environment.number("SESSION_IDLE_MINUTES", default=60, minimum=1)
SESSION_HOURS = environment.number("SESSION_HOURS", default=12, minimum=1)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Without a mail server, mails are printed to the command's output.
DEFAULT_FROM_EMAIL = (
    environment.env.str("DEFAULT_FROM_EMAIL", default="") or "SPP Tracker <spp-tracker@localhost>"
)
# The user's row is locked while a reminder is sent, so sending must not take long.
_MAIL = environment.mail("EMAIL_URL", default="consolemail://") | {"EMAIL_TIMEOUT": 10}
SENDS_MAIL = not _MAIL["EMAIL_BACKEND"].endswith("console.EmailBackend")
vars().update(_MAIL if django.VERSION < (6, 1) else {"MAILERS": environment.mailers(_MAIL)})

# What members of these groups enter in the admin is proposed, for a publisher to approve.
APPROVAL_GROUPS = environment.words("APPROVAL_GROUPS")
# What anybody enters of these is proposed, for another person to approve.
SECOND_PERSON = environment.choices("SECOND_PERSON", ("withdrawals", "roles"))

# The licence for what the tracker adds to the documents.
DATA_LICENCE = environment.choice("DATA_LICENCE", LICENCES, default="CC-BY-4.0")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "spp_tracker" / "locale"]
FORMAT_MODULE_PATH = ["spp_tracker.formats"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = f"{FORCE_SCRIPT_NAME or ''}/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = LOCAL_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Files that browsers and phones request at the root by convention.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
# Assets are for the tracker's own pages: other sites do not load them.
WHITENOISE_ALLOW_ALL_ORIGINS = False

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "spp_tracker.accounts.lockout.ModelBackend",
]
# The limits are in spp_tracker/accounts/lockout.py. A login ends the count of its user name at its
# address, and no other. Only counts are in the database: what happened is in the security log.
AXES_HANDLER = "spp_tracker.accounts.lockout.LoginAttempts"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "spp_tracker.accounts.lockout.counted_address"
AXES_LOCKOUT_CALLABLE = "spp_tracker.accounts.lockout.locked_out"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(hours=1)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# It keeps what was posted, but for these.
AXES_SENSITIVE_PARAMETERS = [
    *("username", "login", "ip_address"),
    *("old_password", "new_password1", "new_password2", "password1", "password2"),
    *("code", "credential"),
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": "spp_tracker.accounts.password_strength.StrengthValidator"},
]
# Words of the organization, such as its name, that passwords are guessed with.
PASSWORD_WORDS = environment.words("PASSWORD_WORDS")

# How long, in seconds, a link in a mail sets a forgotten password.
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# Who must have a second factor: everybody with a role, the named roles, or nobody. And how long
# after a login, in minutes, it is asked for again before what could do most harm; 0 for never.
REQUIRE_SECOND_FACTOR = environment.switch_or_words("REQUIRE_SECOND_FACTOR", default=HTTPS)
REAUTHENTICATE_AFTER_MINUTES = environment.number(
    "REAUTHENTICATE_AFTER_MINUTES", default=30 if HTTPS else 0
)
# How logins work: see spp_tracker/accounts. Failures are counted by axes alone.
ACCOUNT_ADAPTER = "spp_tracker.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = REAUTHENTICATE_AFTER_MINUTES * 60
MFA_ADAPTER = "spp_tracker.accounts.adapter.SecondFactorAdapter"
# Keys are bound to the host of PUBLIC_URL. They never replace the password.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
if environment.may_have_security_keys(PUBLIC_URL):
    MFA_SUPPORTED_TYPES += ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_FORMS = {
    "add_webauthn": "spp_tracker.accounts.security_keys.AddKeyForm",
    "authenticate_webauthn": "spp_tracker.accounts.security_keys.UseKeyForm",
    "reauthenticate_webauthn": "spp_tracker.accounts.security_keys.ConfirmByKeyForm",
    "authenticate": "spp_tracker.accounts.forms.AuthenticateForm",
    "reauthenticate": "spp_tracker.accounts.forms.ReauthenticateForm",
}
# Single sign-on (spp_tracker/accounts/single_sign_on.py): without an issuer there is none.
OIDC_ISSUER = environment.issuer("OIDC_ISSUER")
OIDC_CLIENT_ID = environment.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = environment.text("OIDC_CLIENT_SECRET")
OIDC_NAME = environment.text("OIDC_NAME", "Single sign-on")
OIDC_SCOPES = environment.text("OIDC_SCOPES", "openid profile email").split()
OIDC_GROUPS_CLAIM = environment.text("OIDC_GROUPS_CLAIM", "groups")
OIDC_ROLES = environment.pairs("OIDC_ROLES")
SOCIALACCOUNT_ADAPTER = "spp_tracker.accounts.single_sign_on.SignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {
                    "server_url": OIDC_ISSUER,
                    "scope": OIDC_SCOPES,
                    "oauth_pkce_enabled": True,
                },
            }
        ]
        if OIDC_ISSUER
        else []
    }
}
# Clocks differ by up to half a minute.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "SPP Tracker"

SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# No script reads it: forms have the token.
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Load balancers and monitors request these internally, by any host name and over plain HTTP.
PROBES = ["/healthz", "/readyz", "/metrics"]
PROBE_NETWORKS = environment.networks("PROBE_NETWORKS", default=environment.PRIVATE_NETWORKS)
SECURE_REDIRECT_EXEMPT = [f"^{probe[1:]}$" for probe in PROBES]
METRICS_TOKEN = environment.secret("METRICS_TOKEN")
# Where backups are made, for /metrics to tell when the last one was.
BACKUP_FOLDER = environment.text("BACKUP_FOLDER")
SECURITY_CONTACT = environment.contacts("SECURITY_CONTACT")
# HSTS covers this host only, not subdomains (W005, W021). Without a mail server, mail is printed
# (E001): only reminders are sent, and they say so.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "mail.E001"]
# Anyone can send this header, so it is trusted only behind a proxy that is known to set it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "spp_tracker.entries.csrf_failure"

# The admin's pages also allow inline styles: see spp_tracker/admin.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

ACCESS_LOG = environment.switch("ACCESS_LOG", default=False)
LOGGING = logs.configuration(
    form=environment.choice("LOG_FORMAT", logs.FORMATS, default="text"),
    level=environment.choice("LOG_LEVEL", logs.LEVELS, default="INFO"),
    access_log=ACCESS_LOG,
    security_log=environment.log_file("SECURITY_LOG"),
)

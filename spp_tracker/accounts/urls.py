"""The addresses of accounts: those of django-allauth that the tracker uses, under its names."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib import admin
from django.contrib.auth.views import PasswordResetCompleteView, PasswordResetDoneView
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from spp_tracker.accounts.password_reset import ResetView, SetPasswordView
from spp_tracker.accounts.security_keys import (
    AddKeyView,
    ConfirmByKeyView,
    OwnFactorsView,
    RemoveKeyView,
    SecondFactorView,
)
from spp_tracker.accounts.single_sign_on import callback, sign_on
from spp_tracker.accounts.views import SetUpView, in_admin, own_sessions

second_factor = [
    path("", in_admin(OwnFactorsView.as_view(), _("Second factor")), name="mfa_index"),
    path(
        "code/",
        in_admin(SecondFactorView.as_view(), _("Second factor")),
        name="mfa_authenticate",
    ),
    path(
        "confirm/",
        in_admin(mfa.reauthenticate, _("Confirm that it is you")),
        name="mfa_reauthenticate",
    ),
    path(
        "app/add/",
        in_admin(SetUpView.as_view(), _("Set up a second factor")),
        name="mfa_activate_totp",
    ),
    path(
        "app/remove/",
        in_admin(totp.deactivate_totp, _("Remove the app")),
        name="mfa_deactivate_totp",
    ),
    path(
        "keys/add/",
        in_admin(AddKeyView.as_view(), _("Add a security key")),
        name="mfa_add_webauthn",
    ),
    path(
        "keys/confirm/",
        in_admin(ConfirmByKeyView.as_view(), _("Confirm that it is you")),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "keys/<int:pk>/remove/",
        in_admin(RemoveKeyView.as_view(), _("Remove the security key")),
        name="mfa_remove_webauthn",
    ),
    path(
        "recovery-codes/",
        in_admin(recovery_codes.view_recovery_codes, _("Recovery codes")),
        name="mfa_view_recovery_codes",
    ),
    path(
        "recovery-codes/new/",
        in_admin(recovery_codes.generate_recovery_codes, _("New recovery codes")),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        in_admin(recovery_codes.download_recovery_codes, _("Recovery codes")),
        name="mfa_download_recovery_codes",
    ),
]

password_reset = [
    path("", in_admin(ResetView.as_view(), _("Password reset")), name="password_reset"),
    path(
        "sent/",
        in_admin(PasswordResetDoneView.as_view(), _("Password reset")),
        name="password_reset_done",
    ),
    path(
        "<uidb64>/<token>/",
        in_admin(SetPasswordView.as_view(), _("Password reset")),
        name="password_reset_confirm",
    ),
    path(
        "done/",
        in_admin(PasswordResetCompleteView.as_view(), _("Password reset")),
        name="password_reset_complete",
    ),
]

urlpatterns = [
    path("login/", admin.site.login, name="account_login"),
    path(
        "account/confirm/",
        in_admin(account.reauthenticate, _("Confirm that it is you")),
        name="account_reauthenticate",
    ),
    path(
        "account/sessions/",
        in_admin(own_sessions, _("Your sessions")),
        name="account_sessions",
    ),
    path("account/second-factor/", include(second_factor)),
    path("account/password/", include(password_reset)),
    path(
        "account/<provider_id>/login/",
        in_admin(sign_on, _("Single sign-on")),
        name="openid_connect_login",
    ),
    path("account/<provider_id>/login/callback/", callback, name="openid_connect_callback"),
]

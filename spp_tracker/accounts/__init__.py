"""Accounts: login, second factors, re-authentication, password reset and single sign-on.

What each login goes through is django-allauth's; here is what the tracker decides about it.
"""

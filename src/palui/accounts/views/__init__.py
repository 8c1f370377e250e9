"""Pages of accounts and mandates, and the middleware that says who is asking."""

from palui.accounts.views.asking import ActingMiddleware

__all__ = ["ActingMiddleware"]

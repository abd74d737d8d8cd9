"""The REST interface below `/api/v1`. Nothing of it is imported before the first request for it."""

from powerstrip.api.mount import RestApi

__all__ = ["RestApi"]

"""Several processes that are one host: they share one port, one budget, and what a client may ask any of them for."""

from powerstrip.workers.share import ALONE, Worker

__all__ = ["ALONE", "Worker"]

"""One record for each change that an operator asks for, however it ends."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from powerstrip.audit import Change
from powerstrip.errors import CallError, ConfigurationError, in_one_sentence
from powerstrip.host import Host
from powerstrip.running_call import Caller
from powerstrip.secrets import MaskRefused, SecretsError
from powerstrip.store import Conflict, NameTaken, NotStored, StoreError

__all__ = ["written_down"]


@contextmanager
def written_down(host: Host, caller: Caller, action: str, key: str | None = None) -> Generator[dict[str, Any]]:
    """Write down what a block changes; the block may add what tells it from others, but no option's value.

    Args:
        host: that runs.
        caller: who changes.
        action: what is done to what.
        key: id or name of the source that it is done to, None for anything else.
    """
    details: dict[str, Any] = {}
    outcome = "ok"
    plans = host.plan.sources
    name = next((plan.name for plan in plans if key in (plan.id, plan.name)), in_one_sentence(key) if key else None)
    try:
        yield details
    except BaseException as error:
        outcome = _code_of(error)
        raise
    finally:
        host.audit.write_change(
            Change(principal=caller.principal, action=action, outcome=outcome, source=name, details=details)
        )


def _code_of(error: BaseException) -> str:
    """Return the code of the closed list for what ended a change."""
    if isinstance(error, CallError):
        return error.code
    if isinstance(error, (ConfigurationError, NameTaken, Conflict, MaskRefused)):
        return "invalid_arguments"
    if isinstance(error, NotStored):
        return "unknown_source"
    if isinstance(error, StoreError):
        return "unreachable"
    return "unsupported" if isinstance(error, SecretsError) else "internal"

"""How many calls may begin: no I/O, no clock of its own, whole numbers only.

The arithmetic is the generic cell rate algorithm in its form as virtual scheduling (ITU-T I.371, annex A; as a
limiter of requests: https://brandur.org/rate-limiting). A bucket is one number, the time at which it would be full
again. In any window of `w` minutes, both ends included, at most `burst + calls_per_minute * w` calls pass.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Demand", "Kind", "Rates", "Refusal"]

Kind: TypeAlias = Literal["principal", "source", "tool"]

_SECOND = 10**9
_MINUTE = 60 * _SECOND
_MILLISECOND = 10**6
#: Buckets that each call looks at, to forget those that are full again: twice as many as a call can add.
_LOOKED_AT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One of the rates that a call must keep to.

    Args:
        kind: whose rate it is.
        names: who that is.
        calls_per_minute: the rate, at least 1.
        burst: calls that may come at once after a pause, at least 1.
    """

    kind: Kind
    names: tuple[str, ...]
    calls_per_minute: int
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A call that came too early.

    Args:
        demand: the rate that it has to wait for the longest.
        milliseconds: after which it would pass, if nobody else calls; not one too many.
    """

    demand: Demand
    milliseconds: int


class Rates:
    """The buckets that are not full; a full one is like one that never was, and is forgotten.

    Times are kept in nanoseconds, multiplied by the rate, so that nothing is ever rounded.
    """

    def __init__(self) -> None:
        self._full_at: OrderedDict[tuple[Kind, tuple[str, ...], int], int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full_at)

    def take(self, demands: Iterable[Demand], now: float) -> Refusal | None:
        """Take one call out of every bucket, or out of none.

        Args:
            demands: the rates to keep to, at most one for each kind and names.
            now: in seconds, on a clock that never goes back.

        Returns:
            why the call must wait, None if it may begin.
        """
        time = round(now * _SECOND)
        taken: dict[tuple[Kind, tuple[str, ...], int], int] = {}
        refusal: Refusal | None = None
        for demand in demands:
            rate = demand.calls_per_minute
            key = (demand.kind, demand.names, rate)
            full_at = max(self._full_at.get(key, 0), time * rate)
            early = full_at - time * rate - (demand.burst - 1) * _MINUTE
            if early > 0:
                wait = -(-early // (rate * _MILLISECOND))
                if refusal is None or wait > refusal.milliseconds:
                    refusal = Refusal(demand=demand, milliseconds=wait)
            taken[key] = full_at + _MINUTE
        if refusal is None:
            self._full_at.update(taken)
        self._forget(time)
        return refusal

    def _forget(self, time: int) -> None:
        """Look at a few buckets, in turn."""
        for _ in range(min(_LOOKED_AT, len(self._full_at))):
            key, full_at = self._full_at.popitem(last=False)
            if full_at > time * key[2]:
                self._full_at[key] = full_at

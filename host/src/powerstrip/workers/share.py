"""The part of a host's limits that each of its processes has."""

from dataclasses import dataclass

from powerstrip.settings import BudgetSettings, LimitSettings

__all__ = ["ALONE", "Worker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One of the processes that are a host.

    Args:
        number: which one, from 0.
        count: how many there are.
    """

    number: int = 0
    count: int = 1

    @property
    def everyone(self) -> tuple["Worker", ...]:
        """All processes of the host."""
        return tuple(Worker(number=number, count=self.count) for number in range(self.count))

    def share_of(self, whole: int) -> int:
        """Return this process's part; the parts of all of them add up to the whole.

        Args:
            whole: of something countable, such as connections.
        """
        return whole // self.count + (self.number < whole % self.count)

    def at_least(self, whole: int) -> int:
        """Return the same part for everyone; all together are no less than the whole.

        Args:
            whole: of something countable.
        """
        return -(-whole // self.count)

    def budget(self, budget: BudgetSettings) -> BudgetSettings:
        """Return what this process may use of the budget; the caps of sources are divided one by one.

        Args:
            budget: of the whole host.
        """
        return budget.model_copy(
            update={
                "total": self.share_of(budget.total),
                "reserve": self.at_least(budget.reserve),
                "queue": self.at_least(budget.queue),
                "queue_per_source": self.at_least(budget.queue_per_source),
            }
        )

    def limits(self, limits: LimitSettings) -> LimitSettings:
        """Return what this process may keep, and how many calls it takes; what one call may take is the same for all.

        Args:
            limits: of the whole host.
        """
        divided = ("handle_quota", "handle_quota_bytes", "handle_total", "handle_total_bytes", "calls_per_minute")
        tools = {name: self.at_least(calls) for name, calls in limits.tool_calls_per_minute.items()}
        return limits.model_copy(
            update={
                **{key: self.at_least(getattr(limits, key)) for key in (*divided, "burst")},
                "tool_calls_per_minute": tools,
            }
        )


#: A host that is one process.
ALONE = Worker()

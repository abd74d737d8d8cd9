"""From seeds to statements."""

from collections.abc import Sequence
from importlib import resources

from powerstrip_sdk.testing.attack import Attack, Attacked, Seed, filled, read_seeds
from powerstrip_sdk.testing.encodings import ENCODINGS
from powerstrip_sdk.testing.positions import POSITIONS

__all__ = ["attacks", "seeds"]


def seeds(attacked: Attacked) -> list[Seed]:
    """Return the seeds of every SQL source, and the engine's own behind them.

    Args:
        attacked: what is attacked.
    """
    folder = resources.files("powerstrip_sdk.testing") / "seeds"
    return [*read_seeds(folder / "portable.sql"), *attacked.seeds]


def attacks(attacked: Attacked, every: int = 1) -> list[Attack]:
    """Return the statements of the corpus, each text once.

    Every seed stands as it is, in each position, and is written in each encoding; for that the positions take turns.

    Args:
        attacked: what is attacked.
        every: 1 for the whole corpus; with 3 each seed gets a third of the positions and encodings, the next seed the
            next third.
    """
    found: dict[str, Attack] = {}
    for number, seed in enumerate(seeds(attacked)):
        first, *others = _of_one(seed, number, attacked)
        for attack in (first, *others[number % every :: every]):
            found.setdefault(attack.sql, attack)
    return list(found.values())


def _of_one(seed: Seed, number: int, attacked: Attacked) -> list[Attack]:
    places = [*POSITIONS[seed.kind], *attacked.positions.get(seed.kind, ())]
    placed = [
        Attack(seed=seed.name, how=place, sql=filled(place.replace("{}", seed.text), attacked.names))
        for place in places
    ]
    return placed if seed.kind == "texts" else placed + _encoded(placed, number, attacked)


def _encoded(placed: Sequence[Attack], number: int, attacked: Attacked) -> list[Attack]:
    written = []
    for turn, encoding in enumerate([*ENCODINGS, *attacked.encodings]):
        plain = placed[(number + turn) % len(placed)]
        how = f"{plain.how} with {encoding.name}"
        written.append(Attack(seed=plain.seed, how=how, sql=encoding.apply(plain.sql)))
    return written

"""A small shop to try things on: customers, products, orders and order lines, the same on every machine."""

import os
import random
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

__all__ = ["SHOP", "make_shop"]

SHOP = "A small online shop, 2023 to 2025: customers, products, orders and order lines; money in euro cents."
_SEED = 8321
_CUSTOMERS, _ORDERS = 800, 6000
_FIRST_DAY, _DAYS = date(2023, 1, 1), 3 * 365
#: Written into the file, so that one of an older version is made again.
_VERSION = 1

_TABLES = """
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL,
    joined DATE NOT NULL
);
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents > 0),
    in_stock INTEGER NOT NULL
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    ordered DATE NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('paid', 'shipped', 'returned', 'cancelled'))
);
CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    line INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    price_cents INTEGER NOT NULL,
    PRIMARY KEY (order_id, line)
);
CREATE INDEX orders_by_customer ON orders (customer_id, ordered);
CREATE INDEX order_lines_by_product ON order_lines (product_id);
CREATE VIEW order_totals AS
    SELECT o.id AS order_id, o.customer_id, o.ordered, o.status, sum(l.quantity * l.price_cents) AS total_cents
    FROM orders o JOIN order_lines l ON l.order_id = o.id GROUP BY o.id;
"""
_FIRST = "Ada Ben Chiara Deniz Elif Farid Greta Hugo Ines Jonas Kaya Lena Milan Nora Omar Paula Quentin Rosa Sven Tara"
_LAST = "Abel Bauer Costa Dubois Eriksen Fischer Garcia Horvat Ivanov Jansen Keller Lopez Martin Novak Olsen Peeters"
_COUNTRIES = ("DE", "FR", "ES", "IT", "NL", "PL", "SE", "AT", "PT", "CZ")
_GOODS = {
    "kitchen": ("kettle", "pan", "knife", "bowl", "toaster", "grater"),
    "office": ("notebook", "pen", "stapler", "lamp", "folder", "desk mat"),
    "garden": ("trowel", "hose", "bird feeder", "lantern", "planter", "rake"),
    "sport": ("yoga mat", "bottle", "dumbbell", "skipping rope", "backpack", "cap"),
}
_KINDS = ("classic", "compact", "deluxe", "travel", "eco")
_STATUS = ("paid", "shipped", "returned", "cancelled")


def make_shop(file: Path) -> Path:
    """Return the database file, made first if it is not there or is of an older version.

    Args:
        file: where it is or should be.
    """
    if not _is_current(file):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=file.parent, suffix=".db")
        os.close(handle)
        with closing(sqlite3.connect(made)) as database, database:
            _fill(database)
        Path(made).replace(file)
    return file


def _is_current(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(file)) as database:
            return bool(database.execute("PRAGMA user_version").fetchone()[0] == _VERSION)
    except sqlite3.DatabaseError:
        return False


def _fill(database: sqlite3.Connection) -> None:
    chance = random.Random(_SEED)  # noqa: S311 - not a secret, the same for everybody
    products = _products(chance)
    orders, lines = _orders(chance, products)
    database.executescript(_TABLES)
    database.executemany("INSERT INTO customers VALUES (?, ?, ?, ?, ?)", _customers(chance))
    database.executemany("INSERT INTO products VALUES (?, ?, ?, ?, ?)", products)
    database.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", orders)
    database.executemany("INSERT INTO order_lines VALUES (?, ?, ?, ?, ?)", lines)
    database.execute(f"PRAGMA user_version = {_VERSION}")


def _customers(chance: random.Random) -> list[tuple[object, ...]]:
    customers: list[tuple[object, ...]] = []
    for number in range(1, _CUSTOMERS + 1):
        first, last = chance.choice(_FIRST.split()), chance.choice(_LAST.split())
        email = f"{first}.{last}.{number}@example.com".lower()
        joined = _FIRST_DAY - timedelta(days=chance.randrange(700))
        customers.append((number, f"{first} {last}", email, chance.choice(_COUNTRIES), joined.isoformat()))
    return customers


def _products(chance: random.Random) -> list[tuple[int, str, str, int, int]]:
    goods = [
        (category, f"{kind} {thing}") for category, things in _GOODS.items() for thing in things for kind in _KINDS
    ]
    return [
        (number, name, category, chance.randrange(299, 9999, 50), chance.randrange(0, 400))
        for number, (category, name) in enumerate(goods, 1)
    ]


def _orders(
    chance: random.Random, products: list[tuple[int, str, str, int, int]]
) -> tuple[list[tuple[object, ...]], list[tuple[int, ...]]]:
    orders: list[tuple[object, ...]] = []
    lines: list[tuple[int, ...]] = []
    for number in range(1, _ORDERS + 1):
        customer = min(_CUSTOMERS, int(chance.paretovariate(1.2) * 20))
        day = _FIRST_DAY + timedelta(days=number * _DAYS // (_ORDERS + 1))
        status = chance.choices(_STATUS, weights=(10, 80, 6, 4))[0]
        orders.append((number, customer, day.isoformat(), status))
        for line, product in enumerate(chance.sample(products, chance.randint(1, 5)), 1):
            lines.append((number, line, product[0], chance.randint(1, 4), product[3]))
    return orders, lines

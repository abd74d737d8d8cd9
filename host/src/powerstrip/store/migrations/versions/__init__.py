"""One file for each migration, named after its number; they run in order, and none is changed once it is released.

A new one comes with a change of `tables.py`, of `prepare.HEAD`, and a run of `tests/store/dump_schema.py`.
"""

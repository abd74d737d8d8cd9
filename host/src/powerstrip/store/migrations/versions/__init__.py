"""One file for each migration, named after its number; they run in order and none is ever changed."""

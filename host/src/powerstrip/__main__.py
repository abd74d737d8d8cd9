"""`python -m powerstrip`."""

from powerstrip.cli import main

main()

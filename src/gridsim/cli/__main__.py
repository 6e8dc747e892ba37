"""`python -m gridsim.cli` is the command `gridsim`."""

from gridsim.cli import main

main()

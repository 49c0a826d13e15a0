"""`python -m aura_nb.cli`: the same program as `jupyter-aura`."""

from aura_nb.cli.program import main

if __name__ == "__main__":
    main()

"""`python -m blogarchive` is the command `blogarchive`."""

from blogarchive.cli.app import main

if __name__ == "__main__":
    main(prog_name="blogarchive")

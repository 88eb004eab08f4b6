"""The command line: one file a family of commands, each handing the work to the core."""

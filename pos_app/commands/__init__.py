"""The subcommands of `xipu`, a module for each group; each adds its parser and its action."""

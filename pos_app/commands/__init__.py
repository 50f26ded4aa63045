"""The subcommands of `xipu`, a module for each group; each adds its parser and its action."""

from pos_app.runtime.light import import_without

import_without("sqlite_utils", "pandas", "numpy")

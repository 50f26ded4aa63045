"""The subcommands of `xipu`, a module for each group; each adds its parser and its action."""

from pos_app.runtime.imports import import_without, use_one_sqlite

use_one_sqlite()
import_without("sqlite_utils", "pandas", "numpy")

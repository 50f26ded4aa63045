"""The nightly run: what HQ knows of a store in, its proposals out, one transaction a store."""

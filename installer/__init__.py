"""Set-up from a bare machine to a running shop, and the installers; nothing here ships."""

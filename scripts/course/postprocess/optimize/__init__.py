"""Make a rendered site light: fewer and smaller files, the same look and behavior."""

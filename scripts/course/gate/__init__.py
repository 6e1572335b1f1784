"""The checks that a site must pass before it is published."""

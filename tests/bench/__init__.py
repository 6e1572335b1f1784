"""Comparisons with other tools. They install those and take minutes, so neither the tests nor a build run them."""

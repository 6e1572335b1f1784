"""The commands behind scripts/*.py: their options, what they print, their exit codes."""

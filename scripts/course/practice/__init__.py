"""Practice: the site served on this machine, with an editor in every exercise and a kernel behind it."""

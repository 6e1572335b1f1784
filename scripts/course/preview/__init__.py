"""The site on this machine while an author writes, with the gate's findings after each save."""

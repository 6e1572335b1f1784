"""What both engines leave to do on a rendered site."""

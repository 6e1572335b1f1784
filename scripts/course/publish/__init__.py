"""Put a finished site in the place of the published one."""

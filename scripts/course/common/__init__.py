"""What every layer uses: the project and its settings, errors, files, processes, a cache of rendered pieces."""

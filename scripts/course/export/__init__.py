"""What readers download besides PDFs: practice and solution notebooks, and a zip of everything."""

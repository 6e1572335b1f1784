"""From executed chapters to pages and PDFs, with one of two engines."""

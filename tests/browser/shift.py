"""How far a page's content moves by itself (layout shift, as Chromium measures it)."""

# To be run before the page's own scripts
SCRIPT = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const main = entry.sources.some(({ node }) => node?.parentElement?.closest("main"));
    if (!entry.hadRecentInput) shifts.push({ value: entry.value, main });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# The sums so far, of what moves inside of `main`, and of all
IN_MAIN = "shifts.filter(({ main }) => main).reduce((sum, { value }) => sum + value, 0)"
ANYWHERE = "shifts.reduce((sum, { value }) => sum + value, 0)"

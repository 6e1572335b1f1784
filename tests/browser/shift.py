"""How far a page's content moves by itself (layout shift, as Chromium measures it)."""

# To be run before the page's own scripts. Counts what moves inside of `main`
SCRIPT = """
window.shifts = [];
const inMain = ({ node }) => node?.parentElement?.closest("main");
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput && entry.sources.some(inMain)) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""
# The sum so far
TOTAL = "shifts.reduce((sum, value) => sum + value, 0)"

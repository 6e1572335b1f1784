// Room above a link's target: Quarto's script writes that rule, with the height of the page's head, as text into a
// style element, which a strict Content-Security-Policy refuses. It finds this place for it instead.
if ("adoptedStyleSheets" in document) {
  const place = document.createElement("template");
  const sheet = new CSSStyleSheet();
  place.id = "quarto-target-style";
  document.head.append(place);
  document.adoptedStyleSheets.push(sheet);
  new MutationObserver(() => sheet.replaceSync(place.textContent)).observe(place, { childList: true });
}

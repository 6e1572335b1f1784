"""What a strict Content-Security-Policy refuses in pages: inline styles become a sheet, event handlers listeners."""

import hashlib
import json

from course.postprocess.page import Page, remove, set_class

# A style in a drawing, or in a template's copies, holds for nothing else
INLINE = "//style[not(ancestor::svg or ancestor::template)]"
HANDLERS = "//@*[starts-with(name(), 'on')]"
LISTENERS = """\
{
  const handlers = {
%s
  };
  for (const [name, known] of Object.entries(handlers)) {
    const elements = document.querySelectorAll(`[data-${name}]`);
    elements.forEach((element) => (element[name] = known[element.dataset[name]]));
  }
}"""


def extract_inline_styles(pages: list[Page]) -> str:
    """Take style elements and style attributes out of pages, the latter for classes. Returns their rules as a sheet."""
    return style_elements(pages) + style_attributes(pages)


def style_elements(pages: list[Page]) -> str:
    """The texts of the pages' style elements, without those that are a part of another page's."""
    found: set[str] = set()
    for page in pages:
        for element in page.tree.xpath(INLINE):
            found.add(f"{(element.text or '').strip()}\n")
            remove(element)
    kept: list[str] = []
    for text in sorted(found, key=lambda text: (-len(text), text)):
        if not any(set(text.splitlines()) <= set(other.splitlines()) for other in kept):
            kept.append(text)
    return "".join(kept)


def style_attributes(pages: list[Page]) -> str:
    """A rule for each style attribute, strong enough to win as attributes do, unless a script sets something else."""
    class_of: dict[str, str] = {}
    for page in pages:
        for element in page.tree.xpath("//*[@style]"):
            style = element.attrib.pop("style")
            class_of[style] = f"style-{hashlib.sha256(style.encode()).hexdigest()[:6]}"
            set_class(element, class_of[style])
    return "".join(f"{f'.{name}' * 3}{{{style}}}\n" for style, name in sorted(class_of.items()))


def extract_handlers(page: Page) -> str:
    """Make data of a page's event handlers. Returns the script that makes handlers of those again, empty for none."""
    found: dict[str, set[str]] = {}
    for code in page.tree.xpath(HANDLERS):
        name = code.attrname
        found.setdefault(name, set()).add(str(code))
        element = code.getparent()
        element.set(f"data-{name}", element.attrib.pop(name))
    lines = []
    for name, codes in sorted(found.items()):
        known = "".join(f"      {json.dumps(code)}: function (event) {{ {code} }},\n" for code in sorted(codes))
        lines.append(f"    {name}: {{\n{known}    }},")
    return LISTENERS % "\n".join(lines) if found else ""

"""Chapters in Typst, as either engine writes them by the extension's template, and the course bound from them."""

import json
import re
from dataclasses import dataclass

from course.common.errors import CourseError
from course.common.project import Project
from course.common.versions import execution_versions
from course.source.chapters import Chapter

MARK = re.compile(r"(?m)^// course:(\w+)$")
# Pandoc breaks long titles into lines
TITLE = re.compile(r"^#let document-title = (\[.*?\])\n#let ", re.MULTILINE | re.DOTALL)
PARTS = ("definitions", "tokens", "settings", "style", "body")


@dataclass(frozen=True)
class TypstDocument:
    """A chapter in Typst, in the parts that template.typ marks.

    Attributes:
        tokens: Functions that set code, which titles call, too.
        title: The chapter's title, as content.
        definitions: What the engine's writer presupposes.
        style: Functions, page, title.
        body: The chapter's text.
    """

    tokens: str
    title: str
    definitions: str
    style: str
    body: str


def split_document(text: str, file: str) -> TypstDocument:
    """Split a chapter in Typst at the template's marks.

    Args:
        text: The whole document.
        file: The chapter's name for messages.

    Returns:
        Its parts.

    Raises:
        CourseError: The marks are not there.
    """
    pieces = MARK.split(text)
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    title = TITLE.search(parts.get("settings", ""))
    if tuple(parts) != PARTS or not title:
        raise CourseError("the chapter in Typst does not follow _extensions/course/template.typ", file=file)
    return TypstDocument(parts["tokens"], title[1], parts["definitions"], parts["style"], parts["body"])


def bind_course(
    project: Project, chapters: list[Chapter], documents: list[TypstDocument], glossary: TypstDocument | None
) -> str:
    """Bind chapters into one document with a title page, contents and the glossary.

    Args:
        project: The checkout.
        chapters: All of them, in order.
        documents: The same chapters in Typst.
        glossary: That page in Typst, where there is one.

    Returns:
        The course in Typst.
    """
    versions = ", ".join(f"{name} {number}" for name, number in execution_versions().items())
    settings = {
        "whole": "true",
        "document-title": content(project.title),
        "document-description": content(project.description),
        "opening": "[]",
        "versions": content(f"Executed with {versions}."),
        "language": json.dumps(project.settings["lang"]),
    }
    lines = [f"#let {name} = {value}" for name, value in settings.items()]
    # What chapters define differs where only some use a kind of block; the longest has the rest
    definitions = max((document.definitions for document in documents), key=len)
    bodies = [
        f"= {chapter.number} #h(0.3em) #{document.title}\n\n#[\n#set heading(offset: 1)\n{document.body}\n]"
        for chapter, document in zip(chapters, documents, strict=True)
    ]
    if glossary:
        bodies.append(f"= #{glossary.title}\n\n#set text(size: 9pt)\n#columns(2)[\n{glossary.body}\n]")
    return "\n".join([definitions, documents[0].tokens, *lines, documents[0].style, *bodies])


def content(text: str) -> str:
    """Plain text as content in Typst."""
    return f"[#{json.dumps(text, ensure_ascii=False)}]"

--- Writes exercises for the website: native `<details>`, labelled regions, no script needed.

local M = {}

-- Where assets/scripts/course.js puts what needs a script
local TOOLS = '<div class="course-tools" data-sets="%s"></div>'
local MARK = '<div class="exercise-done"></div>'
local TITLES = { instructions = "Instructions", answer = "Answer", explanation = "Explanation" }
-- What practice mode folds
local FOLDED = { answer = true, explanation = true }
local SUMMARIES = {
  given = "Given <span>what is provided; run it first</span>",
  hint = "Hint <span>a nudge before the answer</span>",
  check = "Check <span>run it on your own answer</span>",
}

---@param text string
---@return pandoc.Block
local function raw(text)
  return pandoc.RawBlock("html", text)
end

--- Makes content foldable. It is open, and its head is hidden and empty, as long as practice mode is off.
---@param content pandoc.Blocks
---@return pandoc.Blocks
local function fold(content)
  local result = pandoc.Blocks({ raw('<details class="exercise-fold" open><summary></summary>') })
  result:extend(content)
  result:insert(raw("</details>"))
  return result
end

--- The heading with its number, which links to the heading itself.
---@param heading pandoc.Header
---@param label string such as "1.2"
---@return pandoc.Blocks
function M.heading(heading, label)
  local link = pandoc.Link(label, "#" .. heading.identifier, "", {
    class = "exercise-number",
    ["aria-label"] = "Link to exercise " .. label,
  })
  heading.content = pandoc.Inlines({ link, pandoc.Space() }) .. heading.content
  return pandoc.Blocks({ heading })
end

--- The heading of a further task.
---@param heading pandoc.Header
---@return pandoc.Blocks
function M.task(heading)
  heading.classes:insert("exercise-task")
  return pandoc.Blocks({ heading })
end

--- One part of an exercise: folded when it is `given`, `hint` or `check`, else under its title; below the last, a place
-- for the mark that it is done.
---@param name string
---@param div pandoc.Div
---@param further boolean whether it belongs to a further task
---@return pandoc.Blocks
function M.part(name, div, further)
  local result = pandoc.Blocks({})
  local class = "exercise-part exercise-" .. name
  if SUMMARIES[name] then
    result:insert(raw('<details class="' .. class .. '"><summary>' .. SUMMARIES[name] .. "</summary>"))
    result:extend(div.content)
    result:insert(raw("</details>"))
  else
    result:insert(raw('<section class="' .. class .. '">'))
    result:insert(raw('<p class="exercise-part-title">' .. TITLES[name] .. "</p>"))
    result:extend(FOLDED[name] and fold(div.content) or div.content)
    result:insert(raw("</section>"))
  end
  if name == "explanation" and not further then
    result:insert(raw(MARK))
  end
  return result
end

--- Links to what can be taken away of a chapter, each with a space before it. Those to notebooks as HTML, since
-- engines would lead them to pages made of the notebooks; Quarto has an attribute against that.
---@param base string its page's path without the ending
---@param colab string|nil what comes before a notebook's name in the address that opens it in Colab
---@return pandoc.Inlines
local function download_links(base, colab)
  local links = pandoc.Inlines({})
  local class = 'class="download"' .. (quarto and " data-noresolveinput" or "")
  for _, kind in ipairs({ "Practice", "Solution" }) do
    local file = base .. "-" .. kind:lower() .. ".ipynb"
    local html = string.format('<a %s download href="%s">%s notebook</a>', class, file, kind)
    links:extend({ pandoc.Space(), pandoc.RawInline("html", html) })
    if colab and kind == "Practice" then
      local address = colab .. pandoc.path.filename(file)
      links:extend({ pandoc.Space(), pandoc.Link("Open in Colab", address, "", { class = "download elsewhere" }) })
    end
  end
  links:extend({ pandoc.Space(), pandoc.Link("PDF", base .. ".pdf", "", { class = "download", download = "" }) })
  return links
end

--- The chapter's downloads, offered at its head, and a place for practice mode and progress.
---@param stem string file name without the ending
---@param data table the site data
---@return pandoc.Blocks
function M.downloads(stem, data)
  local links = pandoc.Inlines({ pandoc.Str("This chapter as") }) .. download_links(stem, data.colab)
  local tools = TOOLS:format("../" .. data.data)
  return pandoc.Blocks({ pandoc.Div({ pandoc.Plain(links) }, { class = "downloads" }), raw(tools) })
end

---@param number integer
---@return string such as "1 exercise"
local function count(number)
  return string.format("%d exercise%s", number, number == 1 and "" or "s")
end

--- The way into the course: the first exercise; a script leads on to the first one that is not done.
---@param data table the site data
---@return pandoc.Blocks
function M.start(data)
  local chapter = data.chapters[1]
  local exercise = chapter and chapter.exercises[1]
  if not exercise then
    return pandoc.Blocks({})
  end
  local words = pandoc.Inlines(string.format("Start: %d.1 ", chapter.number)) .. exercise.title
  local link = pandoc.Link(words, chapter.source .. "#" .. exercise.id)
  return pandoc.Blocks({ pandoc.Div({ pandoc.Plain({ link }) }, { class = "course-start" }) })
end

--- The chapters on the front page: a card each.
---@param data table the site data
---@return pandoc.Blocks
function M.chapters(data)
  local cards = pandoc.Blocks({})
  for _, chapter in ipairs(data.chapters) do
    local list = pandoc.List({})
    for _, exercise in ipairs(chapter.exercises) do
      list:insert({ pandoc.Plain({ pandoc.Link(exercise.title, chapter.source .. "#" .. exercise.id) }) })
    end
    cards:insert(pandoc.Div({
      pandoc.Para({
        pandoc.Link(pandoc.Inlines(string.format("%d ", chapter.number)) .. chapter.title, chapter.source),
      }),
      pandoc.Para(chapter.description),
      pandoc.Para(string.format("%s, %s", count(#chapter.exercises), chapter.time)),
      raw('<p class="chapter-progress"></p>'),
      pandoc.OrderedList(list),
      pandoc.Para(download_links((pandoc.path.split_extension(chapter.source)), data.colab)),
    }, { class = "chapter-card" }))
  end
  return pandoc.Blocks({ raw(TOOLS:format(data.data)), pandoc.Div(cards, { class = "chapter-cards" }) })
end

return M

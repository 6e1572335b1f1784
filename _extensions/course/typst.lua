--- Writes exercises for the PDF: calls of the functions that template.typ defines.

local M = {}

---@param text string
---@return pandoc.Block
local function raw(text)
  return pandoc.RawBlock("typst", text)
end

---@param heading pandoc.Header
---@param label string such as "1.2"
---@return pandoc.Blocks
function M.heading(heading, label)
  local number = pandoc.RawInline("typst", "#exercise-number[" .. label .. "]")
  heading.content = pandoc.Inlines({ number, pandoc.Space() }) .. heading.content
  return pandoc.Blocks({ heading })
end

--- What the cells of a check printed, which names what held; of those that printed nothing, how many assertions.
---@param div pandoc.Div
---@return pandoc.Inlines
local function what_held(div)
  local printed, assertions = pandoc.List({}), 0
  div:walk({
    CodeBlock = function(block)
      if block.classes:includes("cell-code") then
        for _ in ("\n" .. block.text):gmatch("\n%s*assert%f[%W]") do
          assertions = assertions + 1
        end
      else
        printed:insert(block.text)
      end
    end,
  })
  if #printed == 0 then
    return pandoc.Inlines(assertions == 1 and "One assertion." or assertions .. " assertions.")
  end
  local words = pandoc.Inlines(table.concat(printed, " "))
  words:insert(pandoc.Str("."))
  return words
end

--- The chapter's practice notebook, in which checks are run; a link where its address is known.
---@param stem string file name without the ending
---@param data table the site data
---@return pandoc.Inline
local function practice_notebook(stem, data)
  local words = pandoc.Inlines("the practice notebook")
  local base = data.colab or data.site and data.site .. "chapters/"
  return base and pandoc.Link(words, base .. stem .. "-practice.ipynb") or pandoc.Span(words)
end

--- A check, which nobody can run on paper: what held, where to run it, and what its author wrote around the code.
---@param div pandoc.Div
---@param notebook pandoc.Inline
---@return pandoc.Blocks
local function check(div, notebook)
  local line = what_held(div) .. pandoc.Inlines(" Run it in ") .. pandoc.Inlines({ notebook, pandoc.Str(".") })
  return pandoc.Blocks({ pandoc.Para(line) })
    .. div.content:filter(function(block)
      return block.t ~= "Div" or not block.classes:includes("cell")
    end)
end

---@param name string
---@param div pandoc.Div
---@param _ boolean whether it is a further task's
---@param stem string the chapter's file name without the ending
---@param data table the site data
---@return pandoc.Blocks
function M.part(name, div, _, stem, data)
  local result = pandoc.Blocks({ raw('#exercise-part(kind: "' .. name .. '")[') })
  result:extend(name == "check" and check(div, practice_notebook(stem, data)) or div.content)
  result:insert(raw("]"))
  return result
end

-- What scripts/course/render/page_breaks.py writes before a line at which a page may begin
local MARK = "\u{2063}"

--- Code, with the lines at which a page may begin; without its marks.
---@param block pandoc.CodeBlock
---@return pandoc.Blocks|nil nil where it has none
local function breakable(block)
  local lines, number = pandoc.List({}), 0
  for line in (block.text .. "\n"):gmatch("(.-)\n") do
    if line:find(MARK, 1, true) == 1 then
      lines:insert(tostring(number))
    end
    number = number + 1
  end
  if #lines == 0 then
    return nil
  end
  block.text = block.text:gsub(MARK, "")
  return pandoc.Blocks({ raw("#page-breaks(" .. table.concat(lines, ", ") .. ")["), block, raw("]") })
end

--- What a cell printed, told apart from its code.
---@param div pandoc.Div of the class cell-output
---@return pandoc.Block|nil nil where it holds something else than text
function M.output(div)
  local block = div.content[1]
  if #div.content ~= 1 or block.t ~= "CodeBlock" then
    return nil
  end
  local text = block.text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\n", "\\n")
  return raw('#program-output("' .. text .. '")')
end

--- A PDF is read apart from the site: links to other pages and files become their text.
---@param link pandoc.Link
---@return pandoc.Link|pandoc.Inlines
function M.link(link)
  if link.target:match("^#") or link.target:match("^%w+:") then
    return link
  end
  return link.content
end

--- A cell or an output as what is in it: from a frame no figure moves to the foot of a page. Its id stays before it.
--- So does the sentence on a term, without its id: bound with the chapters, it may be one of theirs.
---@param div pandoc.Div
---@param anchors table<string, boolean> the ids that stand somewhere already, as before.lua leaves them
---@return pandoc.Blocks|nil nil where it is something else, or says how it is laid out
local function unframed(div, anchors)
  if div.classes:includes("term") then
    return div.content
  end
  local is_cell = div.classes:includes("cell") or div.classes:includes("cell-output")
  for name in pairs(div.attributes) do
    is_cell = is_cell and not name:match("^layout") and not name:match("%-cap$") and not name:match("^__quarto")
  end
  if not is_cell then
    return nil
  end
  local id = div.identifier
  local anchor = id ~= "" and not anchors[id] and { raw("#metadata(none) <" .. id .. ">") } or {}
  return pandoc.Blocks(anchor) .. div.content
end

--- Takes the marks out of code and the frames off cells, and writes headings without a number as others: no heading of
-- a PDF is numbered, and as calls with a fixed level they would keep it in the course's PDF, below its chapters.
---@param blocks pandoc.Blocks
---@return pandoc.Blocks
function M.finish(blocks)
  local anchors = {}
  blocks:walk({
    RawBlock = function(block)
      anchors[block.text:match("^#metadata%(none%) <(.+)>$") or ""] = true
    end,
  })
  return blocks:walk({
    CodeBlock = breakable,
    Div = function(div)
      return unframed(div, anchors)
    end,
    Header = function(header)
      header.classes = header.classes:filter(function(class)
        return class ~= "unnumbered"
      end)
      return header
    end,
  })
end

return M

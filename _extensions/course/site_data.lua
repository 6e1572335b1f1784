--- Fills in what the build wrote down: the divs `course-start`, `course-chapters`, `course-versions`, `course-rules`,
-- `course-language` and `course-headers`, and empty links to exercises.

local here = quarto and quarto.utils.resolve_path("") or pandoc.path.directory(PANDOC_SCRIPT_FILE)
local read_inlines = dofile(pandoc.path.join({ here, "markdown.lua" })).read_inlines

local M = {}

--- Reads the site data of the build (chapters, exercises, versions), which render/site_data.py writes.
-- Found from where this extension lies: Quarto does not tell the project's folder in every preview.
---@return table|nil data nil when the file is not there
function M.read()
  local file = io.open(pandoc.path.join({ here, "..", "..", ".cache", "site-data.json" }), "r")
  if not file then
    return nil
  end
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false)
end

--- As `read`, where nothing can be done without.
---@return table data
function M.needed()
  return assert(M.read(), ".cache/site-data.json is missing; scripts/build.py writes it")
end

--- The chapters with titles and descriptions as inlines.
---@param known table the site data
---@return table
local function with_inlines(known)
  for _, chapter in ipairs(known.chapters) do
    chapter.title, chapter.description = read_inlines(chapter.title), read_inlines(chapter.description)
    for _, exercise in ipairs(chapter.exercises) do
      exercise.title = read_inlines(exercise.title)
    end
  end
  return known
end

---@param heads string[]
---@param rows table[] of texts or inlines
---@return pandoc.Block
local function simple_table(heads, rows)
  local function cells(row)
    return pandoc.List(row):map(function(text)
      return { pandoc.Plain(text) }
    end)
  end
  local alignments, widths = pandoc.List({}), pandoc.List({})
  for _ in ipairs(heads) do
    alignments:insert(pandoc.AlignLeft)
    widths:insert(0)
  end
  local simple = pandoc.SimpleTable({}, alignments, widths, cells(heads), pandoc.List(rows):map(cells))
  return pandoc.utils.from_simple_table(simple)
end

---@param known table
---@return pandoc.Block
local function versions(known)
  return simple_table(
    { "Program", "Version" },
    pandoc.List(known.versions):map(function(entry)
      return { entry.name, entry.version }
    end)
  )
end

---@param known table
---@return pandoc.Block
local function rules(known)
  return simple_table(
    { "Rule", "What it stops" },
    pandoc.List(known.rules):map(function(rule)
      return { pandoc.Inlines({ pandoc.Code(rule.id) }), rule.description }
    end)
  )
end

--- The chapter language: for each group of features a heading and a table.
---@param known table
---@return pandoc.Blocks
local function language(known)
  local result, rows = pandoc.Blocks({}), {}
  for index, row in ipairs(known.language) do
    local advice = row.advice ~= "" and "; " .. row.advice or ""
    table.insert(rows, { read_inlines(row.name), pandoc.Inlines(row.where .. advice) })
    local following = known.language[index + 1]
    if not following or following.group ~= row.group then
      result:insert(pandoc.Header(3, row.group))
      result:insert(simple_table({ "What", "Where it comes out right" }, rows))
      rows = {}
    end
  end
  return result
end

--- The headers for hosts: which files they are for, and below that their lines to be copied.
---@param known table
---@return pandoc.Blocks
local function headers(known)
  local result, last = pandoc.Blocks({}), nil
  for _, header in ipairs(known.headers) do
    local line = header.name .. ": " .. header.value
    if header.files == last then
      result[#result].text = result[#result].text .. "\n" .. line
    else
      result:extend({ pandoc.Para("For " .. header.files .. ":"), pandoc.CodeBlock(line) })
    end
    last = header.files
  end
  return result
end

--- The number and title of the exercise that a link without text leads to.
---@param known table|nil
---@param target string such as "../chapters/01-title.qmd#id"
---@return pandoc.Inlines|nil nil where it leads to none
local function exercise_title(known, target)
  local source, id = target:match("(chapters/[^#]+%.%w+)#(.+)$")
  for _, chapter in ipairs(known and known.chapters or {}) do
    for index, exercise in ipairs(chapter.exercises) do
      if chapter.source == source and exercise.id == id then
        return pandoc.Inlines(string.format("%d.%d\u{a0}", chapter.number, index)) .. read_inlines(exercise.title)
      end
    end
  end
  -- The chapter cannot be read for now, which the gate reports: a preview shows the link by its address
  if source and pandoc.List(known and known.unreadable or {}):includes(source) then
    return target
  end
  return nil
end

---@param blocks pandoc.Blocks
---@param write table the format's writer
---@return pandoc.Blocks
function M.transform(blocks, write)
  local known = M.read()
  return blocks:walk({
    Div = function(div)
      if div.classes:includes("course-start") then
        return write.start(with_inlines(M.needed()))
      elseif div.classes:includes("course-chapters") then
        return write.chapters(with_inlines(M.needed()))
      elseif div.classes:includes("course-versions") then
        return versions(M.needed())
      elseif div.classes:includes("course-rules") then
        return rules(M.needed())
      elseif div.classes:includes("course-language") then
        return language(M.needed())
      elseif div.classes:includes("course-headers") then
        return headers(M.needed())
      end
    end,
    Link = function(link)
      if #link.content == 0 then
        link.content = assert(exercise_title(known, link.target), "[](" .. link.target .. ") leads to no exercise")
      end
      return write.link(link)
    end,
  })
end

return M

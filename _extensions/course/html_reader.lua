--- Reads HTML that stands in a chapter or in an output into Pandoc's own elements, with the colors of table cells.

local M = {}

---@param name string of a color in CSS, or its value
---@param colors table<string, string> the values of CSS's names of colors
---@return string|nil value as Typst reads it, nil where it is none that we know
local function color(name, colors)
  local value = name:lower():gsub("!%s*important", ""):match("^%s*(.-)%s*$")
  if value:match("^#%x+$") then
    return 'rgb("' .. value .. '")'
  end
  local red, green, blue = value:match("^rgba?%(%s*(%d+)%s*,%s*(%d+)%s*,%s*(%d+)")
  if red then
    return string.format("rgb(%s, %s, %s)", red, green, blue)
  end
  local known = colors[value]
  return known and 'rgb("' .. known .. '")' or nil
end

--- The rules that a style sheet in HTML has for single elements, as pandas writes them.
---@param text string
---@return table<string, table<string, string>> properties by id
local function rules_by_id(text)
  local rules = {}
  for sheet in text:gmatch("<style.->(.-)</style>") do
    for selectors, body in sheet:gmatch("([^{}]+){([^{}]*)}") do
      for id in selectors:gmatch("#([%w_-]+)%s*[,]?") do
        rules[id] = rules[id] or {}
        for name, value in body:gmatch("([%w-]+)%s*:%s*([^;]+)") do
          rules[id][name] = value
        end
      end
    end
  end
  return rules
end

--- Gives the cells of tables the colors that the rules have for them, in the form that Pandoc's Typst writer reads.
---@param block pandoc.Table
---@param rules table<string, table<string, string>>
---@param colors table<string, string>
---@return pandoc.Table
local function colored(block, rules, colors)
  local function each(rows)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do
        local rule = rules[cell.attr.identifier] or {}
        local fill, text = rule["background-color"], rule["color"]
        cell.attr.attributes["typst:fill"] = fill and color(fill, colors)
        cell.attr.attributes["typst:text:fill"] = text and color(text, colors)
        if (rule["font-weight"] or ""):match("bold") then
          cell.attr.attributes["typst:text:weight"] = '"bold"'
        end
        cell.attr.identifier = ""
      end
    end
  end
  each(block.head.rows)
  for _, body in ipairs(block.bodies) do
    each(body.head)
    each(body.body)
  end
  return block
end

--- Marks the row headings of a table as bold, and aligns a data frame's columns as pandas does: for the portable
--- engine's website, whose Markdown has neither row headings nor classes of tables.
---@param block pandoc.Table
---@return pandoc.Table
local function plain(block)
  if block.classes:includes("dataframe") then
    block.colspecs = block.colspecs:map(function(spec)
      return { pandoc.AlignRight, spec[2] }
    end)
  end
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do
      for column = 1, math.min(body.row_head_columns, #row.cells) do
        row.cells[column].contents = row.cells[column].contents:map(function(content)
          return pandoc.Plain({ pandoc.Strong(content.content) })
        end)
      end
    end
  end
  return block
end

---@param text string HTML
---@param colors table<string, string>|nil the values of CSS's names of colors, for Typst; nil where colors are left out
---@return pandoc.Blocks
function M.read_blocks(text, colors)
  local rules = colors and rules_by_id(text) or {}
  local kept = text:gsub("<style.->.-</style>", ""):gsub("<script.->.-</script>", "")
  return pandoc.read(kept, "html+tex_math_dollars").blocks:walk({
    Table = function(block)
      return colors and colored(block, rules, colors) or plain(block)
    end,
    Div = function(div)
      return div.content
    end,
  })
end

--- Reads inlines that hold tags of HTML, such as `<kbd>`, which Pandoc leaves apart from what stands between them.
---@param inlines pandoc.Inlines
---@return pandoc.Inlines|nil nil where there are none
function M.read_inlines(inlines)
  local found = false
  for _, inline in ipairs(inlines) do
    if inline.t == "RawInline" and inline.format == "html" then
      found = true
    end
  end
  if not found then
    return nil
  end
  local math = {}
  local kept = inlines:walk({
    Math = function(element)
      table.insert(math, element)
      return pandoc.RawInline("html", '<span class="course-math">' .. #math .. "</span>")
    end,
  })
  local text = pandoc.write(pandoc.Pandoc({ pandoc.Plain(kept) }), "html")
  return pandoc.utils.blocks_to_inlines(pandoc.read(text, "html").blocks):walk({
    Span = function(span)
      if span.classes:includes("course-math") then
        return math[tonumber(pandoc.utils.stringify(span))]
      end
    end,
  })
end

return M

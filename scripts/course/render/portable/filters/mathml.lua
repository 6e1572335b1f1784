--- Writes formulas of the website as MathML.

local M = {}

--- Between two formulas.
local BREAK = "<!-- next -->"

--- Formulas as MathML, all in one run of the writer, whose start takes longer than a formula. The characters that
--- Markdown would read as emphasis are written as entities.
---@param formulas pandoc.Inlines
---@return string[]
local function as_mathml(formulas)
  local blocks = pandoc.Blocks({})
  for _, math in ipairs(formulas) do
    blocks:extend({ pandoc.Plain({ math }), pandoc.RawBlock("html", BREAK) })
  end
  local html = pandoc.write(pandoc.Pandoc(blocks), "html", { html_math_method = "mathml" })
  html = html:gsub("<annotation.-</annotation>", ""):gsub("%*", "&#42;"):gsub("_", "&#95;"):gsub("\n", "")
  local found = {}
  for formula in html:gmatch("(.-)" .. BREAK:gsub("%-", "%%-")) do
    table.insert(found, formula)
  end
  return found
end

---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function M.write(doc)
  local formulas, position = pandoc.Inlines({}), 0
  doc:walk({
    Math = function(math)
      formulas:insert(math)
    end,
  })
  local written = as_mathml(formulas)
  return doc:walk({
    Math = function()
      position = position + 1
      return pandoc.RawInline("html", written[position])
    end,
  })
end

--- For what other filters have added: titles on the front page.
---@param doc pandoc.Pandoc
---@return pandoc.Pandoc|nil
function M.Pandoc(doc)
  return FORMAT:match("markdown") and M.write(doc) or nil
end

return M

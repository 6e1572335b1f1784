--- Writes formulas of the website as MathML.

local M = {}

--- The characters that Markdown would read as emphasis are written as entities.
---@param math pandoc.Math
---@return pandoc.RawInline
local function mathml(math)
  local html = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "html", { html_math_method = "mathml" })
  html = html:gsub("<annotation.-</annotation>", ""):gsub("%*", "&#42;"):gsub("_", "&#95;"):gsub("\n", "")
  return pandoc.RawInline("html", html)
end

---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function M.write(doc)
  return doc:walk({ Math = mathml })
end

--- For what other filters have added: titles on the front page.
---@param doc pandoc.Pandoc
---@return pandoc.Pandoc|nil
function M.Pandoc(doc)
  return FORMAT:match("markdown") and M.write(doc) or nil
end

return M

--- Images in PDFs with their alternative texts, which Pandoc's Typst writer (3.9) leaves out.

local M = {}

---@param image pandoc.Image
---@return pandoc.Inline
local function described(image)
  local alt = image.attributes.alt or image.attributes["fig-alt"] or pandoc.utils.stringify(image.caption)
  local typst = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ image }) }), "typst"):gsub("%s+$", "")
  local head, rest = typst:match('^(#box%(image%("[^"]*")(.*)$')
  local quoted = alt:gsub("\\", "\\\\"):gsub('"', '\\"')
  return pandoc.RawInline("typst", head .. ', alt: "' .. quoted .. '"' .. rest)
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.describe(doc, product)
  return product == "typst" and doc:walk({ Image = described }) or doc
end

return M

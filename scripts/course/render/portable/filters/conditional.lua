--- Content for one product alone: `content-visible` and `content-hidden` with `when-format` or `unless-format`.

local M = {}

---@param element pandoc.Div|pandoc.Span
---@param product string
---@return boolean
local function applies(element, product)
  local when, unless = element.attributes["when-format"], element.attributes["unless-format"]
  return (not when or when == product) and (not unless or unless ~= product)
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.select(doc, product)
  local function choose(element)
    local visible, hidden = element.classes:includes("content-visible"), element.classes:includes("content-hidden")
    if not visible and not hidden then
      return nil
    end
    return applies(element, product) == visible and element.content or {}
  end
  return doc:walk({ Div = choose, Span = choose })
end

return M

--- Fault: smalldocs shows the backslash before a quote in an attribute of an image, a link or a span.
---
--- Seen in smalldocs 0.5.4. Needless with the first release that reads it there as it does in attributes of divs.

local M = {}

--- Sets typographic quotes, which need no backslash.
---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function M.curl_quotes(doc)
  local function curl(inline)
    for name, value in pairs(inline.attributes) do
      inline.attributes[name] = value:gsub('"([^"]*)"', "“%1”"):gsub('"', "”")
    end
    return inline
  end
  return doc:walk({ Image = curl, Link = curl, Span = curl })
end

return M

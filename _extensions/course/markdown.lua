--- Reads Markdown that stands in an attribute, an option or the site data: titles, captions, descriptions.

local M = {}

--- Reads a text as inlines. As a line of verse: there nothing begins a block, such as the list of "1. Tensors".
---@param text string
---@return pandoc.Inlines
function M.read_inlines(text)
  return pandoc.read("| " .. text:gsub("%s+", " "), "markdown").blocks[1].content[1]
end

return M

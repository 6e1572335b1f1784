--- Reads the tables that outputs hold as HTML: for bare Pandoc, and for PDFs. There Quarto would do it as well, but with
-- two more programs for each table, which look for styles that our PDFs have no use for.

if quarto and not FORMAT:match("typst") then
  return {}
end

---@param block pandoc.RawBlock
---@return pandoc.Blocks|nil nil where the block holds no table
function RawBlock(block)
  if block.format ~= "html" or not block.text:match("<table") then
    return nil
  end
  local html = block.text:gsub("<style.-</style>", "")
  return pandoc.read(html, "html").blocks:walk({
    Div = function(div)
      return div.content
    end,
  })
end

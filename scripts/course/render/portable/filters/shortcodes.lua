--- The shortcodes `{{< meta key >}}` and `{{< pagebreak >}}`, which Pandoc reads as words.

local M = {}

---@param words string[]
---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Inlines
local function expand(words, doc, product)
  if words[1] == "meta" then
    local value = doc.meta[words[2] or ""]
    return value and pandoc.Inlines(pandoc.utils.stringify(value)) or pandoc.Inlines({})
  end
  return pandoc.Inlines(product == "typst" and { pandoc.RawInline("typst", "#pagebreak(weak: true)") } or {})
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.resolve(doc, product)
  return doc:walk({
    Inlines = function(inlines)
      local result, words, changed = pandoc.Inlines({}), nil, false
      for _, inline in ipairs(inlines) do
        local text = inline.t == "Str" and inline.text or nil
        if text == "{{<" then
          words, changed = {}, true
        elseif words and text and text:match("^>}}") then
          result:extend(expand(words, doc, product))
          local rest = text:sub(4)
          if rest ~= "" then
            result:insert(pandoc.Str(rest))
          end
          words = nil
        elseif words then
          if text then
            table.insert(words, text)
          end
        else
          result:insert(inline)
        end
      end
      return changed and result or nil
    end,
  })
end

return M

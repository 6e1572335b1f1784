--- The shortcodes `{{< meta key >}}` and `{{< pagebreak >}}`, which Pandoc reads as words.

local M = {}

---@param words string[]
---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Inlines|nil what they stand for, nil where they are no shortcode of these
local function expand(words, doc, product)
  local value = words[1] == "meta" and doc.meta[words[2]]
  if value then
    return pandoc.utils.type(value) == "Inlines" and value or pandoc.Inlines(pandoc.utils.stringify(value))
  elseif words[1] == "pagebreak" then
    return pandoc.Inlines(product == "typst" and { pandoc.RawInline("typst", "#pagebreak(weak: true)") } or {})
  end
end

--- The words of the shortcode whose opening mark is at a place, and the index of its closing mark.
---@param inlines pandoc.Inlines
---@param start integer
---@return string[]|nil words nil where it does not close
---@return integer stop
local function read(inlines, start)
  local words = {}
  for stop = start + 1, #inlines do
    local text = inlines[stop].t == "Str" and inlines[stop].text or ""
    if text:find("^>}}") then
      return words, stop
    elseif text:find("{{<", 1, true) then
      break
    elseif text ~= "" then
      table.insert(words, text)
    end
  end
  return nil, start
end

---@param inlines pandoc.Inlines
---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Inlines
local function resolve_inlines(inlines, doc, product)
  local result, position = pandoc.Inlines({}), 1
  while inlines[position] do
    local inline = inlines[position]
    local before = inline.t == "Str" and inline.text:match("^(.-){{<$")
    local words, stop = nil, position
    if before then
      words, stop = read(inlines, position)
    end
    local value = words and expand(words, doc, product)
    if value then
      result:insert(pandoc.Str(before))
      result:extend(value)
      -- What follows its closing mark may open the next one
      inlines[stop] = pandoc.Str(inlines[stop].text:sub(4))
      position = stop
    else
      result:insert(inline)
      position = position + 1
    end
  end
  return result
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.resolve(doc, product)
  return doc:walk({
    Inlines = function(inlines)
      return resolve_inlines(inlines, doc, product)
    end,
  })
end

return M

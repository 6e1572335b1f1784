--- Numbers the equations that have an id, `$$ ... $$ {#eq-name}`, and resolves references to them.

local M = {}

--- The id behind a formula, as Pandoc reads it: a word.
---@param inline pandoc.Inline|nil
---@return string|nil
local function id_of(inline)
  return inline and inline.t == "Str" and inline.text:match("^{#(eq%-[^}]+)}$") or nil
end

---@param math pandoc.Math
---@param id string
---@param number integer
---@param product string
---@return pandoc.Inline
local function numbered(math, id, number, product)
  if product == "typst" then
    local typst = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
    return pandoc.RawInline(
      "typst",
      "#math.equation(block: true, numbering: equation-numbering, [" .. typst .. "]) <" .. id .. ">"
    )
  end
  local label = "(" .. number .. ")"
  if product == "notebook" then
    return pandoc.Math("DisplayMath", math.text:gsub("%s+$", "") .. " \\tag{" .. number .. "}")
  end
  return pandoc.Span({ math, pandoc.Span(label) }, { id = id, class = "equation" })
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.number(doc, product)
  local numbers, count = {}, 0
  doc = doc:walk({
    Inlines = function(inlines)
      local result = pandoc.Inlines({})
      local index = 1
      while index <= #inlines do
        local inline = inlines[index]
        local space = inlines[index + 1]
        local gap = space and (space.t == "Space" or space.t == "SoftBreak") and 1 or 0
        local id = inline.t == "Math" and id_of(inlines[index + 1 + gap])
        if id then
          count = count + 1
          numbers[id] = count
          result:insert(numbered(inline, id, count, product))
          index = index + 2 + gap
        else
          result:insert(inline)
          index = index + 1
        end
      end
      return result
    end,
  })
  return doc:walk({
    Cite = function(cite)
      local id = cite.citations[1].id
      if not numbers[id] then
        return nil
      end
      if product == "typst" then
        return pandoc.RawInline("typst", "#ref(<" .. id .. ">, supplement: [Equation])")
      end
      return pandoc.Link("Equation\u{a0}(" .. numbers[id] .. ")", "#" .. id)
    end,
  })
end

return M

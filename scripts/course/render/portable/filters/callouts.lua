--- Writes callouts for paper and notebooks; smalldocs does it for the website.

-- As seen from the checkout, in which Pandoc runs
local read_inlines = dofile("_extensions/course/markdown.lua").read_inlines

local M = {}

--- The kinds, and what Quarto calls them in a title that an author does not give.
local KINDS = { note = "Note", tip = "Tip", warning = "Warning", important = "Important", caution = "Caution" }

---@param div pandoc.Div
---@return string|nil
local function kind_of(div)
  for kind in pairs(KINDS) do
    if div.classes:includes("callout-" .. kind) then
      return kind
    end
  end
  return nil
end

--- The title: the attribute, else a heading that comes first, else the kind's name.
---@param div pandoc.Div
---@param kind string
---@return pandoc.Inlines title, pandoc.Blocks body
local function parts(div, kind)
  local given, body = div.attributes.title, pandoc.Blocks(div.content)
  if given then
    return read_inlines(given), body
  end
  if body[1] and body[1].t == "Header" then
    local title = body[1].content
    body:remove(1)
    return title, body
  end
  return pandoc.Inlines(KINDS[kind]), body
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.write(doc, product)
  return doc:walk({
    Div = function(div)
      local kind = kind_of(div)
      if not kind then
        return nil
      end
      local title, body = parts(div, kind)
      if product == "html" then
        -- As a heading, which smalldocs renders: of an attribute it shows the Markdown
        div.attributes.title = nil
        div.content = pandoc.Blocks({ pandoc.Header(2, title) }) .. body
        return div
      end
      if product == "notebook" then
        return pandoc.BlockQuote(pandoc.Blocks({ pandoc.Para({ pandoc.Strong(title) }) }) .. body)
      end
      local result = pandoc.Blocks({
        pandoc.Plain(
          pandoc.Inlines({ pandoc.RawInline("typst", '#course-callout(kind: "' .. kind .. '", title: [') })
            .. title
            .. pandoc.Inlines({ pandoc.RawInline("typst", "])[") })
        ),
      })
      result:extend(body)
      result:insert(pandoc.RawBlock("typst", "]"))
      return result
    end,
  })
end

return M

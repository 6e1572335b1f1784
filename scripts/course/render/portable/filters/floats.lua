--- Figures and tables: captions, numbers, ids, what stands side by side, and references to them.

local M = {}

local KINDS = { fig = "Figure", tbl = "Table" }

---@param text string
---@return pandoc.Inlines
local function read(text)
  return pandoc.utils.blocks_to_inlines(pandoc.read(text, "markdown").blocks)
end

--- One document's numbers.
---@class Floats
---@field product string
---@field counts table<string, integer>
---@field numbers table<string, string> what references to an id say
local Floats = {}
Floats.__index = Floats

--- Counts a float, and puts "Figure 1: " before its caption; Typst numbers by itself.
---@param caption pandoc.Caption
---@param kind string "Figure" or "Table"
---@param id string
function Floats:number(caption, kind, id)
  local first = caption.long[1]
  if not first or not first.content or #first.content == 0 then
    return
  end
  self.counts[kind] = self.counts[kind] + 1
  local label = kind .. "\u{a0}" .. self.counts[kind]
  self.numbers[id] = label
  if self.product ~= "typst" then
    first.content = pandoc.Inlines({ pandoc.Str(label .. ":"), pandoc.Space() }) .. first.content
  end
end

--- A figure with its number, and its alternative text as smalldocs and Pandoc's Typst writer read it.
---@param figure pandoc.Figure
---@return pandoc.Figure
function Floats:figure(figure)
  self:number(figure.caption, "Figure", figure.identifier)
  return figure:walk({
    Image = function(image)
      if self.product == "html" then
        image.caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
        image.classes:insert("img-fluid")
      else
        image.attributes.alt = image.attributes["fig-alt"] or image.attributes.alt
        image.attributes["fig-alt"] = nil
      end
      return image
    end,
  })
end

--- What a cell shows under one caption: a table gets it itself; printed text and several tables are framed.
---@param cell pandoc.Div
---@return pandoc.Div
function Floats:captioned(cell)
  local text, id = cell.attributes["tbl-cap"], cell.identifier
  cell.identifier, cell.attributes["tbl-cap"] = "", nil
  local caption = pandoc.Caption({ pandoc.Plain(read(text)) })
  self:number(caption, "Table", id)
  local tables = 0
  cell:walk({ Table = function() tables = tables + 1 end })
  if tables == 1 then
    return cell:walk({
      Table = function(found)
        found.caption, found.identifier = caption, id
        return found
      end,
    })
  end
  local outputs = cell.content:filter(function(block)
    return block.t == "Div" and block.classes:includes("cell-output")
  end)
  cell.content = cell.content:filter(function(block)
    return not (block.t == "Div" and block.classes:includes("cell-output"))
  end)
  cell.content:extend(self:framed(outputs, caption, id))
  return cell
end

--- Blocks in a frame with a caption above.
---@param blocks pandoc.Blocks
---@param caption pandoc.Caption
---@param id string
---@return pandoc.Blocks
function Floats:framed(blocks, caption, id)
  local words = pandoc.utils.blocks_to_inlines(caption.long)
  if self.product == "typst" then
    local opening = pandoc.Inlines({ pandoc.RawInline("typst", "#figure(kind: table, caption: figure.caption(position: top, [") })
    local result = pandoc.Blocks({ pandoc.Plain(opening .. words .. pandoc.Inlines({ pandoc.RawInline("typst", "]), align(left, [") })) })
    result:extend(blocks)
    result:insert(pandoc.RawBlock("typst", "])) <" .. id .. ">"))
    return result
  end
  local result = pandoc.Blocks({ pandoc.Div({ pandoc.Para(words) }, { class = "table-caption" }) })
  result:extend(blocks)
  return pandoc.Blocks({ pandoc.Div(result, { id = id, class = "captioned" }) })
end

--- Lays blocks side by side, `layout-ncol` of them in a row.
---@param div pandoc.Div
---@return pandoc.Div|pandoc.Blocks
function Floats:layout(div)
  local columns = tonumber(div.attributes["layout-ncol"])
  div.attributes["layout-ncol"] = nil
  local code, shown = pandoc.Blocks({}), pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    local is_code = block.t == "CodeBlock" and block.classes:includes("cell-code")
    ;(is_code and code or shown):insert(block)
  end
  if self.product == "html" then
    div.content = code .. pandoc.Blocks({ pandoc.Div(shown, { class = "side-by-side columns-" .. columns }) })
  elseif self.product == "typst" then
    local result = code .. pandoc.Blocks({ pandoc.RawBlock("typst", "#grid(columns: " .. columns .. ", gutter: 1em,") })
    for _, block in ipairs(shown) do
      result:extend({ pandoc.RawBlock("typst", "["), block, pandoc.RawBlock("typst", "],") })
    end
    result:insert(pandoc.RawBlock("typst", ")"))
    div.content = result
  end
  return div
end

---@param cite pandoc.Cite
---@return pandoc.Inline|nil nil where it refers to no float
function Floats:reference(cite)
  local id = cite.citations[1].id
  local kind = KINDS[id:match("^(%l+)%-") or ""]
  if not kind or not self.numbers[id] then
    return nil
  end
  if self.product == "typst" then
    return pandoc.RawInline("typst", "#ref(<" .. id .. ">, supplement: [" .. kind .. "])")
  end
  return pandoc.Link(self.numbers[id], "#" .. id)
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.complete(doc, product)
  local floats = setmetatable({ product = product, counts = { Figure = 0, Table = 0 }, numbers = {} }, Floats)
  doc = doc:walk({
    traverse = "topdown",
    Div = function(div)
      if div.attributes["tbl-cap"] then
        return floats:captioned(div), false
      end
    end,
    Figure = function(figure)
      return floats:figure(figure)
    end,
    Table = function(found)
      floats:number(found.caption, "Table", found.identifier)
      return found
    end,
  })
  doc = doc:walk({
    Div = function(div)
      return div.attributes["layout-ncol"] and floats:layout(div) or nil
    end,
  })
  return doc:walk({
    Cite = function(cite)
      return floats:reference(cite)
    end,
  })
end

return M

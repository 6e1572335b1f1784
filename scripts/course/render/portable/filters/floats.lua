--- Figures and tables: captions, numbers, ids, what stands side by side, and references to them.

-- As seen from the checkout, in which Pandoc runs
local read_inlines = dofile("_extensions/course/markdown.lua").read_inlines

local M = {}

local KINDS = { fig = "Figure", tbl = "Table" }

---@param id string
---@return string|nil kind nil where the id is of no float
local function kind_of(id)
  return KINDS[id:match("^(%l+)%-") or ""]
end

--- One document's numbers.
---@class Floats
---@field product string
---@field counts table<string, integer>
---@field numbers table<string, string> what references to an id say
---@field first table<string, string> the id of the first of several figures, by that of their cell
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
  -- Several figures of a cell share its label, with a number of their own
  local shared = id:match("^(.*)%-%d+$")
  if shared and not self.numbers[shared] then
    self.numbers[shared], self.first[shared] = label, id
  end
  if self.product ~= "typst" then
    first.content = pandoc.Inlines({ pandoc.Str(label .. ":"), pandoc.Space() }) .. first.content
  end
end

--- A figure with its number, and its alternative text as smalldocs and Pandoc's Typst writer read it.
---@param figure pandoc.Figure
---@return pandoc.Figure|pandoc.Blocks
function Floats:figure(figure)
  self:number(figure.caption, "Figure", figure.identifier)
  if self.product == "notebook" then
    -- As plain Markdown, which every viewer of notebooks shows
    local caption = pandoc.Para({ pandoc.Emph(pandoc.utils.blocks_to_inlines(figure.caption.long)) })
    return figure.content:walk({
      Plain = function(plain)
        return pandoc.Para(plain.content)
      end,
    }) .. { caption }
  end
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
  local caption = pandoc.Caption({ pandoc.Plain(read_inlines(text)) })
  self:number(caption, "Table", id)
  local tables = 0
  cell:walk({
    Table = function()
      tables = tables + 1
    end,
  })
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

--- A table of a notebook, whose Markdown knows no captions: its own as a paragraph below it.
---@param found pandoc.Table
---@return pandoc.Blocks
function Floats:captioned_below(found)
  local words = pandoc.utils.blocks_to_inlines(found.caption.long)
  found.caption, found.identifier = pandoc.Caption(), ""
  return pandoc.Blocks(#words > 0 and { found, pandoc.Para({ pandoc.Emph(words) }) } or { found })
end

--- Counts the figures and tables of a cell, for which notebooks' prose has a mark instead; takes the mark out.
---@param block pandoc.RawBlock
---@return pandoc.Blocks|nil nil where it is none
function Floats:of_cell(block)
  local id, count = block.text:match("^<!%-%- course:float (%S+) (%d+) %-%->$")
  local kind = id and kind_of(id)
  if not kind then
    return nil
  end
  for position = 1, tonumber(count) do
    self.counts[kind] = self.counts[kind] + 1
    self.numbers[id .. "-" .. position] = kind .. "\u{a0}" .. self.counts[kind]
    self.numbers[id] = self.numbers[id] or self.numbers[id .. "-1"]
  end
  return pandoc.Blocks({})
end

--- Blocks in a frame with a caption above.
---@param blocks pandoc.Blocks
---@param caption pandoc.Caption
---@param id string
---@return pandoc.Blocks
function Floats:framed(blocks, caption, id)
  local words = pandoc.utils.blocks_to_inlines(caption.long)
  if self.product == "typst" then
    local opening =
      pandoc.Inlines({ pandoc.RawInline("typst", "#figure(kind: table, caption: figure.caption(position: top, [") })
    local result = pandoc.Blocks({
      pandoc.Plain(opening .. words .. pandoc.Inlines({ pandoc.RawInline("typst", "]), align(left, [") })),
    })
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
    local is_code = block.t == "CodeBlock" and block.classes:includes("cell-code");
    (is_code and code or shown):insert(block)
  end
  if self.product == "html" then
    div.content = code .. pandoc.Blocks({ pandoc.Div(shown, { class = "side-by-side columns-" .. columns }) })
  elseif self.product == "typst" then
    local result = code
      .. pandoc.Blocks({ pandoc.RawBlock("typst", "#grid(columns: (1fr,) * " .. columns .. ", gutter: 1em,") })
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
  local kind = kind_of(id)
  if not kind or not self.numbers[id] then
    return nil
  end
  if self.product == "typst" then
    return pandoc.RawInline("typst", "#ref(<" .. (self.first[id] or id) .. ">, supplement: [" .. kind .. "])")
  end
  return pandoc.Link(self.numbers[id], "#" .. id)
end

---@param doc pandoc.Pandoc
---@param product string
---@return pandoc.Pandoc
function M.complete(doc, product)
  local floats =
    setmetatable({ product = product, counts = { Figure = 0, Table = 0 }, numbers = {}, first = {} }, Floats)
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
      return floats.product == "notebook" and floats:captioned_below(found) or nil
    end,
    RawBlock = function(block)
      return floats:of_cell(block)
    end,
  })
  return doc:walk({
    Div = function(div)
      return div.attributes["layout-ncol"] and floats:layout(div) or nil
    end,
    Cite = function(cite)
      return floats:reference(cite)
    end,
  })
end

return M

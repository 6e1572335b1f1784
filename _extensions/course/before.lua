--- Runs before anything else, under Quarto and under bare Pandoc: reads the HTML of outputs for products that are no
--- pages, lays tabs out one below the other on paper, describes formulas there, and takes words such as `@torch.no_grad` for what they are.

local here = quarto and quarto.utils.resolve_path("") or pandoc.path.directory(PANDOC_SCRIPT_FILE)
local html = dofile(pandoc.path.join({ here, "html_reader.lua" }))
local known = dofile(pandoc.path.join({ here, "site_data.lua" })).read()
local colors = known and known.colors or {}

local paper = FORMAT:match("typst") ~= nil
-- Notebooks hold Markdown, to which HTML can be added; bare Pandoc reads tables for its website, as Quarto does
local reads_blocks = paper or not quarto and not FORMAT:match("gfm")

--- What cross-references lead to; anything else after an `@` is a word.
local REFERENCE = "^%l%l%l?%-"

---@param block pandoc.RawBlock
---@return pandoc.Blocks|nil nil where the block stays as it is
local function raw_block(block)
  if block.format ~= "html" or not reads_blocks then
    return nil
  end
  if block.text:match("^%s*<!%-%-") then
    return paper and pandoc.Blocks({}) or nil
  end
  if paper or block.text:match("<table") then
    return html.read_blocks(block.text, paper and colors or nil)
  end
  return nil
end

--- A tab's heading in bold above its content.
---@param div pandoc.Div
---@return pandoc.Blocks|nil
local function tabset(div)
  if not div.classes:includes("panel-tabset") then
    return nil
  end
  return div.content:walk({
    Header = function(header)
      return pandoc.Para({ pandoc.Strong(header.content) })
    end,
  })
end

--- The labels of cells that have no element of their own: Quarto names outputs `label-1`, `label-2` and the cell
--- `cell-label` instead.
---@param div pandoc.Div
---@param ids table<string, boolean> all that there are
---@return string|nil
local function lost_label(div, ids)
  local id = div.identifier
  local label = div.classes:includes("cell") and id:match("^cell%-(.+)$")
    or div.classes:includes("cell-output") and id:match("^(.+)%-1$")
  -- On paper Quarto keeps no id of a cell that displays several things
  local dropped = quarto and paper and div.classes:includes("cell-output")
  if label and (dropped or not ids[label]) and not label:match(REFERENCE) then
    ids[label] = true
    return label
  end
  return nil
end

--- What a link to an output leads to on paper, where the output's div is not kept; figures and tables keep their ids.
---@param div pandoc.Div
---@param ids table<string, boolean>
---@return pandoc.Blocks|nil
local function anchored(div, ids)
  local anchors = pandoc.List({ lost_label(div, ids) })
  local id = div.identifier
  if not paper then
    return anchors[1] and pandoc.Blocks({ pandoc.Div({ div }, { id = anchors[1] }) }) or nil
  end
  if div.classes:includes("cell-output") and id ~= "" and not id:match(REFERENCE) then
    anchors:insert(id)
    div.identifier = ""
  end
  local result = pandoc.Blocks(anchors:map(function(name)
    return pandoc.RawBlock("typst", "#metadata(none) <" .. name .. ">")
  end))
  result:insert(div)
  return #anchors > 0 and result or nil
end

--- A formula with its source as its alternative text, without which a PDF would not be accessible.
---@param math pandoc.Math
---@return pandoc.Inlines
local function described(math)
  local words = math.text:gsub("%s+", " "):gsub("\\", "\\\\"):gsub('"', '\\"')
  return pandoc.Inlines({ pandoc.RawInline("typst", '#set math.equation(alt: "' .. words .. '");'), math })
end

---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function Pandoc(doc)
  local filter = {
    traverse = "topdown",
    RawBlock = raw_block,
    Cite = function(cite)
      if not cite.citations[1].id:match(REFERENCE) then
        return cite.content
      end
    end,
  }
  local ids = {}
  doc:walk({
    Div = function(div)
      ids[div.identifier] = true
    end,
  })
  filter.Div = function(div)
    return (paper or FORMAT:match("gfm")) and tabset(div) or anchored(div, ids)
  end
  if paper then
    filter.Inlines = html.read_inlines
    filter.Math = described
  end
  return doc:walk(filter)
end

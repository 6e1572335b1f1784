--- Runs before anything else, under Quarto and under bare Pandoc: reads the HTML of outputs for products that are no
--- pages, lays tabs out one below the other on paper, and takes words such as `@torch.no_grad` for what they are.

local here = quarto and quarto.utils.resolve_path("") or pandoc.path.directory(PANDOC_SCRIPT_FILE)
local html = dofile(pandoc.path.join({ here, "html_reader.lua" }))
local known = dofile(pandoc.path.join({ here, "site_data.lua" })).read(here)
html.colors = known and known.colors or {}

local paper = FORMAT:match("typst") ~= nil
-- Notebooks hold Markdown, to which HTML can be added; bare Pandoc reads tables for its website, as Quarto does
local reads_blocks = paper or not quarto and not FORMAT:match("gfm")

--- What crosses refer to; anything else after an `@` is a citation.
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
    return html.read_blocks(block.text, paper)
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

--- What a link to an output leads to on paper, where the output's div is not kept; figures and tables keep their ids.
---@param div pandoc.Div
---@return pandoc.Blocks|nil
local function anchored(div)
  local id = div.identifier
  if not div.classes:includes("cell-output") or id == "" or id:match(REFERENCE) then
    return nil
  end
  div.identifier = ""
  return pandoc.Blocks({ pandoc.RawBlock("typst", "#metadata(none) <" .. id .. ">"), div })
end

---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function Pandoc(doc)
  local has_bibliography = doc.meta.bibliography ~= nil
  local filter = {
    traverse = "topdown",
    RawBlock = raw_block,
    Cite = function(cite)
      if not has_bibliography and not cite.citations[1].id:match(REFERENCE) then
        return cite.content
      end
    end,
  }
  if paper or FORMAT:match("gfm") then
    filter.Div = function(div)
      return tabset(div) or paper and anchored(div) or nil
    end
  end
  if paper then
    filter.Inlines = html.read_inlines
  end
  return doc:walk(filter)
end

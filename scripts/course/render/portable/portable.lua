--- What Quarto does by itself: captions and their numbers, MathML. For bare Pandoc only.

local website = FORMAT:match("markdown") ~= nil
local counts = { Figure = 0, Table = 0 }

--- Puts "Figure 1: " before a caption on the website; Typst numbers by itself.
---@param caption pandoc.Caption
---@param kind string "Figure" or "Table"
local function number(caption, kind)
  local first = caption.long[1]
  if website and first and first.content then
    counts[kind] = counts[kind] + 1
    first.content = pandoc.Inlines({ pandoc.Str(kind .. "\u{a0}" .. counts[kind] .. ":"), pandoc.Space() })
      .. first.content
  end
end

--- Gives the table that a cell displays the caption and the id of the cell.
---@param cell pandoc.Div
local function caption_table(cell)
  local caption = cell.attributes["tbl-cap"]
  if not caption then
    return nil
  end
  local identifier = cell.identifier
  cell.identifier, cell.attributes["tbl-cap"] = "", nil
  return cell:walk({
    Table = function(found)
      found.caption = pandoc.Caption(pandoc.read(caption, "markdown").blocks)
      found.identifier = identifier
      number(found.caption, "Table")
      return found
    end,
  })
end

--- MathML, with the characters that Markdown would read as emphasis written as entities.
---@param math pandoc.Math
local function mathml(math)
  local html = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "html", { html_math_method = "mathml" })
  html = html:gsub("<annotation.-</annotation>", ""):gsub("%*", "&#42;"):gsub("_", "&#95;"):gsub("\n", "")
  return pandoc.RawInline("html", html)
end

--- Numbers a figure, and names its alternative text as smalldocs and Pandoc's Typst writer read it.
---@param figure pandoc.Figure
local function complete(figure)
  number(figure.caption, "Figure")
  return figure:walk({
    Image = function(image)
      if website then
        image.caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
        image.classes:insert("img-fluid")
      else
        image.attributes.alt, image.attributes["fig-alt"] = image.attributes["fig-alt"], nil
      end
      return image
    end,
  })
end

return {
  {
    Div = function(div)
      return div.classes:includes("cell") and caption_table(div) or nil
    end,
  },
  { traverse = "topdown", Figure = complete },
  { Math = website and mathml or nil },
}

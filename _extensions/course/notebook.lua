--- Writes exercises for Jupyter notebooks: plain Markdown with marks, at which it is cut into cells.

local M = {}

--- A mark that the notebooks' maker finds again.
---@param kind string
---@param value string
---@return pandoc.Block
local function mark(kind, value)
  return pandoc.RawBlock("html", "<!-- course:" .. kind .. " " .. value .. " -->")
end

---@param heading pandoc.Header
---@param label string such as "1.2"
---@return pandoc.Blocks
function M.heading(heading, label)
  heading.content = pandoc.Inlines({ pandoc.Str(label), pandoc.Space() }) .. heading.content
  return pandoc.Blocks({ mark("exercise", heading.identifier), heading })
end

--- The heading of a further task.
---@param heading pandoc.Header
---@return pandoc.Blocks
function M.task(heading)
  return pandoc.Blocks({ mark("exercise", heading.identifier), heading })
end

---@param name string
---@param div pandoc.Div
---@return pandoc.Blocks
function M.part(name, div)
  local result = pandoc.Blocks({ mark("part", name) })
  result:extend(div.content)
  result:insert(mark("part", "end"))
  return result
end

--- A notebook is read apart from the site: links to its pages and files become their text.
---@param link pandoc.Link
---@return pandoc.Link|pandoc.Inlines
function M.link(link)
  return link.target:match("^%w+:") and link or link.content
end

--- What Markdown has no words for is left out: sizes of images, frames around blocks, an author's comments.
---@param blocks pandoc.Blocks
---@return pandoc.Blocks
function M.finish(blocks)
  return blocks:walk({
    Image = function(image)
      local alt = image.attributes["fig-alt"] or image.attributes.alt
      return pandoc.Image(alt and pandoc.Inlines(alt) or image.caption, image.src)
    end,
    Div = function(div)
      return div.content
    end,
    RawBlock = function(block)
      local comment = block.format == "html" and block.text:match("^%s*<!%-%-")
      return comment and not block.text:match("^<!%-%- course:") and pandoc.Blocks({}) or nil
    end,
  })
end

return M
